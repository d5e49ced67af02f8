import type { Verdict } from '@nearhop/contracts';
import { failureText, opinionOfCode } from '../opinion/opinion-byte.ts';
import type { FamilyTally } from './combine.ts';

/**
 * Why a verdict changed. `opinions`: the monitors' majority; `overruled`: the same, after a freeze of 60 s; `heartbeats`: back to `up`,
 * because the node went down with most others and still sends heartbeats; `no-address`: there is nothing left to probe.
 */
export type ChangeCause = 'opinions' | 'overruled' | 'heartbeats' | 'no-address';

export interface VerdictChange {
  /** On the keeper's monotonic clock. */
  readonly atMs: number;
  readonly node: number;
  readonly from: Verdict;
  readonly to: Verdict;
  readonly because: ChangeCause;
  /** The opinions of each address that the node has. */
  readonly ipv4?: FamilyTally;
  readonly ipv6?: FamilyTally;
}

/** The change in words, the number against its threshold: "opinions down: 2 of 3 (connect refused)". */
export function changeText(change: VerdictChange): string {
  const parts = [...tallyTexts(change), CAUSE_TEXTS[change.because]];
  return parts.filter((part) => part !== '').join('; ');
}

/** The opinions in words, by family where a node has both. */
export function tallyTexts({ ipv4, ipv6 }: Pick<VerdictChange, 'ipv4' | 'ipv6'>): string[] {
  if (ipv4 && ipv6) return [`IPv4 ${tallyText(ipv4)}`, `IPv6 ${tallyText(ipv6)}`];
  const only = ipv4 ?? ipv6;
  return only ? [tallyText(only)] : [];
}

function tallyText({ down, up, assigned, causes }: FamilyTally): string {
  if (down === 0 && up > 0) return `opinions up: ${up} of ${assigned}`;
  const texts = causes.map((code) => {
    const opinion = opinionOfCode(code);
    return opinion === 'unknown' || opinion === 'up' ? opinion : failureText(opinion);
  });
  const why = texts.length === 0 ? '' : ` (${[...new Set(texts)].join(', ')})`;
  return `opinions down: ${down} of ${assigned}${why}`;
}

const CAUSE_TEXTS: Record<ChangeCause, string> = {
  opinions: '',
  overruled: 'applied after 60 s of freeze',
  heartbeats: 'went down with most others and still sends heartbeats',
  'no-address': 'no address to probe',
};
