import type { ByteRange } from './byte-range.ts';
import type { Decide, SourceHead } from './decision.ts';
import type { FetchFailure } from './failure.ts';
import type { Passage, StoredObject } from './stored-object.ts';

/** Asks the origin about a key: because nothing is stored, or to find out whether what is stored still holds. */
export interface FetchOrder {
  /** 64 hexadecimal digits, lower case. */
  readonly key: string;
  /** Kept with the object, for purges and reports. */
  readonly origin: string;
  readonly target: string;
  /** The source's `request`. */
  readonly request: unknown;
  /** What the client wants; whole slices are fetched. Null: no body is wanted (a HEAD request of the source's making, a validation). */
  readonly range: ByteRange | null;
  readonly decide: Decide;
  /** What `find` gave. When the key has another object by now, that is answered and the origin not asked. */
  readonly known: StoredObject | null;
  /**
   * `shared`: while another fetch of the key waits for its head, this one waits for the same, and its `request` and `decide` are not used.
   * `alone`: for itself, as after `unshared`; its answer is passed or dropped, or stored when nobody else's is on its way.
   */
  readonly collapsing: 'shared' | 'alone';
}

export type Fetched =
  /** Stored (now, or `refresh`ed): read it. `head` is null when it was there already: another object than `known`. */
  | {
      readonly kind: 'object';
      readonly object: StoredObject;
      readonly head: SourceHead | null;
      readonly part: FetchPart;
    }
  /** Not stored: `reason` says whether that was the decision or the drive's state. */
  | { readonly kind: 'pass'; readonly passage: Passage; readonly head: SourceHead; readonly reason: PassReason }
  /** The answer for which this waited was passed to another client alone. */
  | { readonly kind: 'unshared'; readonly head: SourceHead }
  | { readonly kind: 'dropped'; readonly head: SourceHead; readonly part: FetchPart }
  | { readonly kind: 'failed'; readonly failure: FetchFailure; readonly part: FetchPart };

/** Whether this order's request went to the origin, or it waited for another's. */
export type FetchPart = 'asked' | 'waited';

export type PassReason = 'decided' | 'drive-aside' | 'purged' | 'not-storable';
