import type { ByteRange } from '../byte-range.ts';
import type { Purge } from '../purge.ts';
import type { ObjectRecord } from './records.ts';

/** What the main thread says to a drive's Worker. `ask` numbers what is answered. */
export type ToDrive =
  | { readonly kind: 'start'; readonly ask: number; readonly drive: DriveSetup | null; readonly settings: unknown }
  | { readonly kind: 'configure'; readonly settings: unknown }
  | { readonly kind: 'ping'; readonly ask: number }
  | { readonly kind: 'find'; readonly ask: number; readonly key: string }
  | { readonly kind: 'open'; readonly ask: number; readonly extent: number }
  /** `bytes`: how long the slice is. */
  | {
      readonly kind: 'verify';
      readonly ask: number;
      readonly extent: number;
      readonly slice: number;
      readonly bytes: number;
    }
  | { readonly kind: 'purge'; readonly ask: number; readonly purge: Purge }
  | { readonly kind: 'stats'; readonly ask: number }
  | { readonly kind: 'stop'; readonly ask: number }
  /** The main thread holds these no more: extents by number, files in memory and of a drive that failed by descriptor. */
  | { readonly kind: 'close'; readonly extents: readonly number[]; readonly descriptors: readonly number[] }
  /** The file was deleted by somebody else. */
  | { readonly kind: 'lost'; readonly extent: number }
  | { readonly kind: 'touch'; readonly extents: readonly number[] }
  /** These of the extents that `reclaim` named are in use. */
  | { readonly kind: 'kept'; readonly extents: readonly number[] }
  | { readonly kind: 'metadata'; readonly object: number; readonly metadata: string }
  | { readonly kind: 'forget'; readonly object: number }
  | FetchMessage
  | { readonly kind: 'decided'; readonly fill: number; readonly verdict: Verdict }
  /** Go no further than this byte. */
  | { readonly kind: 'limit'; readonly fill: number; readonly end: number }
  /** Slices before this are wanted by nobody; matters to what is kept in memory. Fetch from here on when it is not begun. */
  | { readonly kind: 'need'; readonly fill: number; readonly slice: number }
  | { readonly kind: 'end'; readonly fill: number; readonly code: string; readonly message: string };

export interface DriveSetup {
  readonly directory: string;
  readonly sizeBytes: number;
}

export interface FetchMessage {
  readonly kind: 'fetch';
  readonly fill: number;
  readonly board: SharedArrayBuffer;
  readonly request: unknown;
  readonly range: ByteRange;
}

/** What the main thread made of a head. */
export type Verdict =
  /** `from` is where storing begins: in the object that is there, or where the body begins of a new one. */
  | {
      readonly kind: 'store';
      readonly object: ObjectRecord;
      /** `new`: write its row; `replaces` goes. */
      readonly row: 'new' | 'there';
      readonly replaces: number | null;
      readonly from: number;
      readonly end: number | null;
    }
  | { readonly kind: 'memory'; readonly reason: 'passed' | 'not-stored' }
  /** The second attempt's head fits. */
  | { readonly kind: 'go-on' }
  | { readonly kind: 'drop'; readonly code: string; readonly message: string };
