export interface StoreStats {
  readonly drives: readonly DriveStats[];
  /** On the main thread. */
  readonly hotObjects: number;
  readonly openFiles: number;
  readonly fetches: number;
}

export interface DriveStats {
  readonly directory: string;
  readonly state: 'serving' | 'aside';
  readonly sizeBytes: number;
  /** Everything: files, what is reserved for fetches under way, index. At most `sizeBytes`. */
  readonly usedBytes: number;
  /** Of which the index. */
  readonly indexBytes: number;
  readonly objects: number;
  readonly extents: number;
  /** Since the start. */
  readonly counters: DriveCounters;
}

export interface DriveCounters {
  readonly fetchedBytes: number;
  readonly writtenBytes: number;
  readonly evictedExtents: number;
  readonly evictedBytes: number;
  readonly verifiedSlices: number;
  readonly damagedSlices: number;
  /** Files that changed, shrank or went without us. */
  readonly alteredFiles: number;
  readonly readErrors: number;
  readonly writeErrors: number;
  readonly noSpaceErrors: number;
  /** Slices that were served without being stored, for want of room or because of an error. */
  readonly unstoredSlices: number;
  /** Fetches whose body was asked for again from where it broke off. */
  readonly retriedFetches: number;
}
