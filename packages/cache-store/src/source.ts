import type { ByteRange } from './byte-range.ts';

/**
 * Fetches from an origin, in a drive's Worker. Rejects when there is no answer: an error's `code` (a string) and `message` reach
 * those who wait. Aborting the signal ends the fetch and the body.
 */
export type OpenSource = (fetch: SourceFetch, signal: AbortSignal) => Promise<Source>;

export interface SourceFetch {
  /** What the main thread gave: any structured-clonable value. */
  readonly request: unknown;
  /** Whole slices, as far as the object's length is known. More or less may be answered: `Source` says what comes. */
  readonly range: ByteRange;
  /** 1, or 2 when the body of the first answer failed and the rest is asked for, on behalf of all who wait. */
  readonly attempt: number;
  /** Tells the main thread's `sourceReport` something structured-clonable: counters, refusals. */
  readonly report: (value: unknown) => void;
}

export interface Source {
  /** Any structured-clonable value: status, fields. */
  readonly head: unknown;
  /** Where in the object the body begins; bytes before the wanted range are read and forgotten. */
  readonly start: number;
  /** Where the body will end, when it is known: a body that ends elsewhere has failed. */
  readonly end: number | null;
  /** The whole object's, when it is known. */
  readonly lengthBytes: number | null;
  /** Throws when it cannot go on; returns when the message is complete. Chunks may be reused once the next is asked for. */
  readonly body: AsyncIterable<Uint8Array>;
}
