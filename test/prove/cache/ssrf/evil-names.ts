import type { NameFamily, NameScript } from '../../../harness/name-server.ts';
import { NIP } from './special-spellings.ts';

/** Where origins may be: what is reached there was meant to be. */
export const PUBLIC = '93.184.216.34';
const FALLBACK = '127.0.0.1';

type Flip = (family: NameFamily, turn: number, special: string) => readonly string[];

/** Names that say a public and a special address at once: one must spoil the other. */
const AT_ONCE: readonly Flip[] = [
  // One family for who looks, the other for who connects.
  (family, _, special) => (family === 'A' ? [PUBLIC] : [`::ffff:${special}`]),
  (family, turn, special) => (family === 'AAAA' ? [] : turn % 2 === 0 ? [PUBLIC, special] : [special, PUBLIC]),
];

/** And those that change their mind. Who believes them connects to the public address first. */
const OVER_TIME: readonly Flip[] = [
  ...AT_ONCE,
  (family, turn, special) => (family === 'AAAA' ? [] : turn === 0 ? [PUBLIC] : [special]),
  (family, turn, special) => (family === 'AAAA' ? [] : turn % 2 === 0 ? [PUBLIC] : [special]),
];

/** Whether names may lead to public addresses. */
export type Flipping = 'at-once' | 'over-time';

/** Answers for names that mean special addresses, and for names that change their mind. Of all else it says that it is this host. */
export function evilNames(specials: readonly string[], flipping: Flipping): NameScript {
  const flips = flipping === 'at-once' ? AT_ONCE : OVER_TIME;
  const turns = new Map<string, number>();
  return (name, family) => {
    const flip = /^flip-([0-9]+)\./.exec(name);
    if (flip !== null) {
      const index = Number(flip[1]);
      const question = `${name} ${family}`;
      const turn = turns.get(question) ?? 0;
      turns.set(question, turn + 1);
      return flips[index % flips.length]?.(family, turn, specials[index % specials.length] ?? FALLBACK);
    }
    if (name === `public.${NIP}`) return family === 'A' ? [PUBLIC] : [];
    const meant = meantAddress(name);
    return meant.includes(':') === (family === 'AAAA') ? [meant] : [];
  };
}

function meantAddress(name: string): string {
  const six = /^six-([0-9a-f]+)\./.exec(name)?.[1];
  if (six !== undefined) return Buffer.from(six, 'hex').toString();
  const dotted = /(?:^|\.)([0-9]+(?:[.-][0-9]+){3})\./.exec(name)?.[1];
  if (dotted !== undefined) return dotted.replaceAll('-', '.');
  const hex = /^([0-9a-f]{8})\./.exec(name)?.[1];
  if (hex !== undefined) return [...Buffer.from(hex, 'hex')].join('.');
  return FALLBACK;
}
