import { FAMILIES, type Family } from '../opinion/family.ts';
import { UNKNOWN_CODE, UP_CODE } from '../opinion/opinion-byte.ts';
import { HAS_IPV4, HAS_IPV6 } from './node-facts.ts';

/** What the monitors say of a node together. `KEEP`: nothing that would change a verdict. */
export const KEEP = 0;
export const VOTE_UP = 1;
export const VOTE_DOWN = 2;

/** Everything that votes follow from; arrays are by node number but for `opinions`, which is by the monitor's place. */
export interface Ballot {
  /** See node-facts.ts. */
  readonly facts: Uint8Array;
  /** The monitors that probe each node, as bits: see assignment.ts. */
  readonly assigned: Uint32Array;
  /** Of the monitors with an opinion that is young enough. */
  readonly opinions: readonly (Uint8Array | undefined)[];
}

/** The opinions of one address of a node. */
export interface FamilyTally {
  readonly down: number;
  readonly up: number;
  readonly assigned: number;
  /** Why those that say `down` say so: opinion codes, see opinion-byte.ts. */
  readonly causes: readonly number[];
}

/**
 * Merges the opinions of all nodes into `votes`, a byte for each; the work is the same however many are down.
 *
 * An address is down when more than half of those assigned that have an opinion say so, and these are at least half of
 * those assigned. It is up when more than half of those with an opinion say so. A node is down when one of its addresses
 * is, and up when one is and none is in doubt.
 */
export function combine({ facts, assigned, opinions }: Ballot, votes: Uint8Array): void {
  const monitors = opinions.length;
  for (let node = 0; node < votes.length; node++) {
    const fact = facts[node] ?? 0;
    const mask = assigned[node] ?? 0;
    let down4 = 0;
    let up4 = 0;
    let down6 = 0;
    let up6 = 0;
    for (let place = 0; place < monitors; place++) {
      const bytes = opinions[place];
      if (bytes === undefined || ((mask >>> place) & 1) === 0) continue;
      const byte = bytes[node] ?? 0;
      const code4 = byte & 15;
      const code6 = byte >>> 4;
      if (code4 === UP_CODE) up4++;
      else if (code4 !== UNKNOWN_CODE) down4++;
      if (code6 === UP_CODE) up6++;
      else if (code6 !== UNKNOWN_CODE) down6++;
    }
    const of = bitCount(mask);
    const vote4 = (fact & HAS_IPV4) === 0 ? NO_VOTE : voteOf(down4, up4, of);
    const vote6 = (fact & HAS_IPV6) === 0 ? NO_VOTE : voteOf(down6, up6, of);
    votes[node] = merged(vote4, vote6);
  }
}

/** The same opinions of one address, counted, for whoever asks why. */
export function tallyOf({ assigned, opinions }: Ballot, node: number, family: Family): FamilyTally {
  const mask = assigned[node] ?? 0;
  const shift = family === 4 ? 0 : 4;
  const codes = opinions
    .filter((_, place) => ((mask >>> place) & 1) === 1)
    .map((bytes) => ((bytes?.[node] ?? 0) >>> shift) & 15);
  const causes = codes.filter((code) => code !== UNKNOWN_CODE && code !== UP_CODE);
  return { down: causes.length, up: codes.filter((code) => code === UP_CODE).length, assigned: bitCount(mask), causes };
}

export function familiesOf(facts: number): Family[] {
  return FAMILIES.filter((family) => (facts & (family === 4 ? HAS_IPV4 : HAS_IPV6)) !== 0);
}

const IN_DOUBT = 0;
const NO_VOTE = 3;

function voteOf(down: number, up: number, assigned: number): number {
  const heard = down + up;
  if (heard === 0) return NO_VOTE;
  if (2 * up > heard) return VOTE_UP;
  return 2 * down > heard && 2 * down >= assigned ? VOTE_DOWN : IN_DOUBT;
}

function merged(vote4: number, vote6: number): number {
  if (vote4 === VOTE_DOWN || vote6 === VOTE_DOWN) return VOTE_DOWN;
  if (vote4 === IN_DOUBT || vote6 === IN_DOUBT) return KEEP;
  return vote4 === VOTE_UP || vote6 === VOTE_UP ? VOTE_UP : KEEP;
}

function bitCount(word: number): number {
  let pairs = word - ((word >>> 1) & 0x55555555);
  pairs = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((pairs + (pairs >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
