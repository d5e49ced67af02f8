import type { Family } from './family.ts';
import type { HardFailure } from './probe-outcome.ts';

/** What a monitor thinks of one address of a node: `unknown`, `up`, or `down` by what. */
export type Opinion = 'unknown' | 'up' | HardFailure | 'silence';

/** By code. Whatever is not 0 or 1 is `down`; codes that are not here are too. */
const OPINIONS = ['unknown', 'up', 'refused', 'reset', 'server-error', 'wrong-bytes', 'silence'] as const;

export const UNKNOWN_CODE = 0;
export const UP_CODE = 1;
export const SILENCE_CODE = OPINIONS.indexOf('silence');

export function codeOf(opinion: Opinion): number {
  return OPINIONS.indexOf(opinion);
}

export function opinionOfCode(code: number): Opinion {
  return OPINIONS[code] ?? 'wrong-bytes';
}

/** One monitor's opinions of one node as published: IPv4 in the lower half of the byte, IPv6 in the upper. */
export function opinionByte(ipv4: Opinion, ipv6: Opinion): number {
  return codeOf(ipv4) | (codeOf(ipv6) << 4);
}

export function opinionOf(byte: number, family: Family): Opinion {
  return opinionOfCode(family === 4 ? byte & 15 : byte >> 4);
}

/** What went wrong, in words. */
export function failureText(opinion: HardFailure | 'silence'): string {
  return FAILURE_TEXTS[opinion];
}

const FAILURE_TEXTS: Record<HardFailure | 'silence', string> = {
  refused: 'connect refused',
  reset: 'connection reset',
  'server-error': 'server error',
  'wrong-bytes': 'wrong bytes',
  silence: 'no answer',
};
