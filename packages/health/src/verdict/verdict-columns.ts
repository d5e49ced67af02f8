import type { Verdict } from '@nearhop/contracts';

export const VERDICTS: readonly Verdict[] = ['unknown', 'down', 'up'];
export const UNKNOWN = 0;
export const DOWN = 1;
export const UP = 2;

/** A row for each node, by its number. NaN is "never". */
export class VerdictColumns {
  /** See node-facts.ts. */
  facts = new Uint8Array(0);
  verdicts = new Uint8Array(0);
  votes = new Uint8Array(0);
  /** When it went down by the monitors' word alone: such nodes are part of an event that is still looked at. */
  wentDownAtMs = new Float64Array(0);
  /** Since when it would be down but for a freeze. */
  heldSinceMs = new Float64Array(0);

  get length(): number {
    return this.verdicts.length;
  }

  reserve(count: number): void {
    if (count <= this.length) return;
    this.facts = grown(this.facts, new Uint8Array(count));
    this.verdicts = grown(this.verdicts, new Uint8Array(count));
    this.votes = grown(this.votes, new Uint8Array(count));
    this.wentDownAtMs = grown(this.wentDownAtMs, new Float64Array(count).fill(NaN));
    this.heldSinceMs = grown(this.heldSinceMs, new Float64Array(count).fill(NaN));
  }
}

function grown<Column extends Uint8Array | Float64Array>(old: Column, larger: Column): Column {
  larger.set(old);
  return larger;
}
