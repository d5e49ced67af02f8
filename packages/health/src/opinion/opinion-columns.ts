/** A row per address that may be watched, at `2 * node` for IPv4 and one more for IPv6. NaN is "never". */
export class OpinionColumns {
  /** See opinion-byte.ts. */
  code = new Uint8Array(0);
  /** When to look at the row again; Infinity when it is not watched. */
  dueAtMs = new Float64Array(0);
  /** When the first attempt of the open round began. */
  openSinceMs = new Float64Array(0);
  /** When the first attempt since the last good answer began. */
  silentSinceMs = new Float64Array(0);
  /** When the first attempt that failed hard since the last good answer began. */
  hardSinceMs = new Float64Array(0);
  /** What that was: an opinion's code. */
  hardCode = new Uint8Array(0);
  /** Of a node that is down: good rounds since the last failure, and when the first was answered. */
  goodRounds = new Uint16Array(0);
  goodSinceMs = new Float64Array(0);
  relapses = new Uint8Array(0);
  /** When it last came back from being down. */
  recoveredAtMs = new Float64Array(0);
  /** When a round last counted. */
  countedAtMs = new Float64Array(0);
  /** When the opinion last changed. */
  changedAtMs = new Float64Array(0);

  get length(): number {
    return this.code.length;
  }

  /** Makes sure that there are so many rows. */
  reserve(count: number): void {
    if (count <= this.length) return;
    const capacity = Math.max(64, count + (count >>> 1));
    for (const name of BYTES) this[name] = grown(this[name], new Uint8Array(capacity));
    for (const name of INSTANTS) this[name] = grown(this[name], new Float64Array(capacity).fill(NaN));
    this.dueAtMs = grown(this.dueAtMs, new Float64Array(capacity).fill(Infinity));
    this.goodRounds = grown(this.goodRounds, new Uint16Array(capacity));
  }

  /** Forgets all about a row. */
  clear(row: number): void {
    for (const name of BYTES) this[name][row] = 0;
    for (const name of INSTANTS) this[name][row] = NaN;
    this.dueAtMs[row] = Infinity;
    this.goodRounds[row] = 0;
  }
}

const BYTES = ['code', 'hardCode', 'relapses'] as const;
const INSTANTS = [
  'openSinceMs',
  'silentSinceMs',
  'hardSinceMs',
  'goodSinceMs',
  'recoveredAtMs',
  'countedAtMs',
  'changedAtMs',
] as const;

function grown<Column extends Uint8Array | Uint16Array | Float64Array>(old: Column, larger: Column): Column {
  larger.set(old);
  return larger;
}
