import type { StoredRecord } from './records.ts';
import type { Revision } from './revision.ts';

/** What a replica makes of the registry's records: the router's is its routing table. */
export interface View<State> {
  /** Builds a new state aside, yielding the thread at least every few milliseconds; throws `ViewError` on records that contradict each other. */
  load(pages: AsyncIterable<readonly StoredRecord[]>): Promise<State>;
  /** Brings a state from one revision to the next. Readers between two calls see a valid state; throws `ViewError` before changing anything. */
  apply(state: State, revision: Revision): void;
  /** The state as bytes, in chunks, and back: `decode(concat(encode(s)))` equals `s`. */
  encode(state: State): Iterable<Uint8Array>;
  decode(bytes: Uint8Array): State;
}
