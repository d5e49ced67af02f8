/**
 * What the monitors concluded about every node, a byte per node by its number, as one value:
 * `0` unknown, `1` down, `2 + share` up with an admitted share of 0 to 100 percent (0: full).
 * Numbers beyond the end are unknown.
 */
export interface HealthVector {
  /** The health number: strictly increasing, 0 for "none was ever published". */
  readonly number: number;
  readonly entries: Uint8Array;
  /** When it was published, milliseconds since the epoch by the publisher's clock: for display only. */
  readonly publishedAtMs: number;
}

export const NO_VECTOR: HealthVector = { number: 0, entries: new Uint8Array(0), publishedAtMs: 0 };

export type Verdict = 'up' | 'down' | 'unknown';

const UNKNOWN = 0;
const DOWN = 1;
const UP = 2;

export function verdictOf(vector: HealthVector, node: number): Verdict {
  const entry = vector.entries[node] ?? UNKNOWN;
  return entry === UNKNOWN ? 'unknown' : entry === DOWN ? 'down' : 'up';
}

/** The admitted share of a node in percent, 0 to 100: 100 for a node without a verdict. */
export function admittedShareOf(vector: HealthVector, node: number): number {
  const entry = vector.entries[node] ?? UNKNOWN;
  return entry === UNKNOWN ? 100 : entry === DOWN ? 0 : entry - UP;
}

/** The entry for a verdict; `sharePercent` (0 to 100) counts for `up` alone. */
export function vectorEntry(verdict: Verdict, sharePercent = 100): number {
  if (sharePercent < 0 || sharePercent > 100) {
    throw new RangeError(`Cannot encode a verdict: admitted share must be 0 to 100: received ${sharePercent}`);
  }
  return verdict === 'unknown' ? UNKNOWN : verdict === 'down' ? DOWN : UP + Math.round(sharePercent);
}
