import type { FetchFailure } from '../failure.ts';
import type { StoreEvent } from '../store-options.ts';
import type { DriveCounters } from '../store-stats.ts';
import type { ExtentView, FileStamp, ObjectRecord } from './records.ts';

/** What a drive's Worker says to the main thread. Order matters: an extent is `gone` before anything that follows from it. */
export type FromDrive =
  | { readonly kind: 'answer'; readonly ask: number; readonly value: unknown }
  | { readonly kind: 'refusal'; readonly ask: number; readonly code: string; readonly message: string }
  | { readonly kind: 'head'; readonly fill: number; readonly attempt: number; readonly head: HeadMessage }
  | {
      readonly kind: 'segment';
      readonly fill: number;
      /** From this slice on, to the next segment, bytes are in this file. */
      readonly slice: number;
      readonly descriptor: number;
      /** Null: in memory, this slice alone. */
      readonly extent: ExtentView | null;
    }
  /** A slice is complete, its checksum kept. */
  | { readonly kind: 'slice'; readonly object: number; readonly extent: number; readonly slice: number }
  | { readonly kind: 'advanced'; readonly fill: number }
  /** A fill writes no more into the file. */
  | { readonly kind: 'settled'; readonly extent: number; readonly stamp: FileStamp }
  | {
      readonly kind: 'ended';
      readonly fill: number;
      readonly failure: FetchFailure | null;
      readonly lengthBytes: number | null;
    }
  | { readonly kind: 'gone'; readonly objects: readonly number[]; readonly extents: readonly number[] }
  /** These would be evicted, but their files are open: close or keep them. */
  | { readonly kind: 'reclaim'; readonly extents: readonly number[] }
  /** The drive failed: all that was known of it is void until it is started again; at once, if it was emptied. */
  | { readonly kind: 'void'; readonly reason: string; readonly state: 'failing' | 'emptied' }
  | { readonly kind: 'event'; readonly event: StoreEvent }
  | { readonly kind: 'report'; readonly value: unknown };

export interface HeadMessage {
  readonly head: unknown;
  readonly start: number;
  readonly end: number | null;
  readonly lengthBytes: number | null;
  readonly askedAtMs: number;
  readonly receivedAtMs: number;
}

/** Answers, by what was asked. */
export interface Started {
  readonly lastObject: number;
}
export interface Found {
  readonly object: ObjectRecord;
  readonly extents: readonly ExtentView[];
}
export interface Opened {
  readonly descriptor: number;
  readonly stamp: FileStamp;
}
export interface DriveReport {
  readonly usedBytes: number;
  readonly indexBytes: number;
  readonly objects: number;
  readonly extents: number;
  readonly counters: DriveCounters;
}
