import type { Version } from '../version.ts';

/** An object's row, as it travels and as it is stored. */
export interface ObjectRecord {
  /** Never used again, on this drive, for another version. */
  readonly id: number;
  readonly key: string;
  readonly origin: string;
  readonly target: string;
  readonly version: Version;
  readonly metadata: string;
}

/** What the main thread knows of an extent. */
export interface ExtentView {
  /** The number of its file. Never used again on this drive. */
  readonly number: number;
  readonly window: number;
  readonly present: readonly [low: number, high: number];
}

/** What shows that a file was touched by somebody else. */
export interface FileStamp {
  readonly changedAtMs: number;
  readonly sizeBytes: number;
}

export function isSameStamp(a: FileStamp, b: FileStamp): boolean {
  return a.changedAtMs === b.changedAtMs && a.sizeBytes === b.sizeBytes;
}
