import type { DriveCounters } from '../store-stats.ts';

/** The counters while they are counted. */
export type DriveTally = { -readonly [Name in keyof DriveCounters]: DriveCounters[Name] };

export function newTally(): DriveTally {
  return {
    fetchedBytes: 0,
    writtenBytes: 0,
    evictedExtents: 0,
    evictedBytes: 0,
    verifiedSlices: 0,
    damagedSlices: 0,
    alteredFiles: 0,
    readErrors: 0,
    writeErrors: 0,
    noSpaceErrors: 0,
    unstoredSlices: 0,
    retriedFetches: 0,
  };
}
