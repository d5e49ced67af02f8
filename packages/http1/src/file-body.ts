import type { Body } from './answer.ts';
import type { Pace } from './token-bucket.ts';

/** A body that is sent from files, part after part. */
export interface FileBody {
  readonly parts: readonly BodyPart[];
  /** Each limits it. */
  readonly paces?: readonly Pace[];
  /** The kernel sends no faster, from this answer of the connection on. */
  readonly maxBytesPerSecond?: number;
  /** Told of bytes that the kernel took, as it took them. */
  readonly sent?: (bytes: number) => void;
  /** Called exactly once, whatever becomes of the answer: the descriptors are the caller's again. */
  readonly finished?: (result: TransferResult) => void;
}

/** Bytes from memory, or a run of a file. */
export type BodyPart = Uint8Array | FilePart;

/** Bytes `offset` to `end` of a file, some of which may not be written yet. */
export interface FilePart {
  /** Open while the body is under way; asked for only when `available` says that there is something. */
  readonly descriptor: number;
  readonly offset: number;
  readonly end: number;
  /** The offset up to which the file may be sent now; `failed` when the rest will never come: the connection is cut. */
  available(): number | 'failed';
  /** Calls back once when `available` says something new. Returns what takes that back. */
  onAdvance(callback: () => void): () => void;
  /** Brings bytes that are not in memory there, off this thread. Without it they are read where they are sent. */
  readonly load?: (offset: number, end: number) => Promise<void>;
}

export interface TransferResult {
  readonly ending: 'complete' | 'cut';
  readonly sentBytes: number;
}

/** A part that is all there: bytes `offset` to `end` of an open file. */
export function wholeFilePart(descriptor: number, offset: number, end: number): FilePart {
  return { descriptor, offset, end, available: () => end, onAdvance: () => () => {} };
}

function partBytes(part: BodyPart): number {
  return part instanceof Uint8Array ? part.length : part.end - part.offset;
}

export function bodyBytes({ parts }: FileBody): number {
  return parts.reduce((sum, part) => sum + partBytes(part), 0);
}

export function isFileBody(body: Body): body is FileBody {
  return body !== null && typeof body === 'object' && 'parts' in body;
}
