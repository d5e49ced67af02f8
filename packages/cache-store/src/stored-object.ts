import type { Decide } from './decision.ts';
import type { FetchFailure } from './failure.ts';
import type { Version } from './version.ts';

/** An object as this store knows it: one version of what lies behind a key. Stays readable for who holds it after it was replaced. */
export interface StoredObject {
  readonly key: string;
  readonly origin: string;
  readonly target: string;
  /** `lengthBytes` stays null in here when it was unknown at first. */
  readonly version: Version;
  /** Null until the fetch that brings the object has ended. */
  readonly lengthBytes: number | null;
  readonly metadata: string;
  /** False once it was replaced, purged or forgotten: ask `find` again. */
  readonly isCurrent: boolean;
  /** Replaces the metadata, here and on the drive. */
  setMetadata(metadata: string): void;
  /** How many bytes of the range are stored now. */
  storedBytes(start: number, end: number): number;
  /** The length, once it is known; rejects with a `FetchError` when the fetch that brings it fails. */
  settled(): Promise<number>;
  /** A look at bytes `start` to `end`, at most the length: what is missing is fetched when it is reached. Close it. */
  read(range: ReadRange): Reading;
}

export interface ReadRange {
  readonly start: number;
  /** First byte after it. */
  readonly end: number;
  /** How missing slices are fetched; without it a missing slice is a failure (`OBJECT_GONE`). */
  readonly refill: Refill | null;
}

export interface Refill {
  /** The source's `request`. */
  readonly request: unknown;
  /** Whether the answer is of the same version (`store` with an equal one), or what else becomes of it. */
  readonly decide: Decide;
}

export interface Reading {
  /** One for each slice that it touches, in order: each fits http1's `FilePart`. To be used in order. */
  readonly parts: readonly StoredPart[];
  /** Bytes that were stored when it began, and those that were not. */
  readonly storedBytes: number;
  readonly missingBytes: number;
  /** Whether the first byte can be sent, now or later. Begins fetching it. Call before the head of an answer is sent. */
  ready(): Promise<Readiness>;
  /** Why a part failed; null while none has. */
  readonly failure: FetchFailure | null;
  /** Gives back descriptors and the place among those who wait for a fetch. May be called again. */
  close(): void;
}

export type Readiness = { readonly kind: 'ready' } | { readonly kind: 'failed'; readonly failure: FetchFailure };

/** Bytes `offset` to `end` of a file; see http1's `FilePart`, whose shape this is. */
export interface StoredPart {
  readonly descriptor: number;
  readonly offset: number;
  readonly end: number;
  available(): number | 'failed';
  onAdvance(callback: () => void): () => void;
  readonly load: (offset: number, end: number) => Promise<void>;
}

/** An answer that is kept nowhere, for one client. */
export interface Passage {
  /** Null until it is known. */
  readonly lengthBytes: number | null;
  /** First byte, and the byte after the last, that will come; null until known. */
  readonly start: number;
  readonly end: number | null;
  /** `end`, once it is known: of an answer of unknown length only if it is at most 16 MiB, else rejects (`TOO_LONG`). */
  settled(): Promise<number>;
  /** Once. Bytes of it, in order; what lies before is skipped. */
  read(start: number, end: number): Reading;
  /** Ends the fetch, unless a reading goes on. */
  close(): void;
}

/** Rejection of `settled`. */
export class FetchError extends Error {
  override readonly name = 'FetchError';
  readonly code: string;
  constructor(failure: FetchFailure) {
    super(failure.message);
    this.code = failure.code;
  }
}
