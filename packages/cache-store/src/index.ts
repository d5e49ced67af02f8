export type { ByteRange } from './byte-range.ts';
export { CacheStore } from './cache-store.ts';
export type { Decide, Decision, SourceHead } from './decision.ts';
export { checkDrive, type DriveCheck, type DriveRules } from './drive-place/check-drive.ts';
export { parseSize } from './drive-place/parse-size.ts';
export { runDrive, type DriveProgram } from './drive/run-drive.ts';
export type { FetchFailure } from './failure.ts';
export type { Fetched, FetchOrder, FetchPart, PassReason } from './fetch.ts';
export type { Purge } from './purge.ts';
export type { OpenSource, Source, SourceFetch } from './source.ts';
export { StoreOpenError } from './store-open-error.ts';
export {
  DEFAULT_LIMITS,
  type DriveSetting,
  type StoreEvent,
  type StoreLimits,
  type StoreOptions,
} from './store-options.ts';
export type { DriveCounters, DriveStats, StoreStats } from './store-stats.ts';
export {
  FetchError,
  type Passage,
  type Readiness,
  type Reading,
  type ReadRange,
  type Refill,
  type StoredObject,
  type StoredPart,
} from './stored-object.ts';
export { isSameVersion, type Version } from './version.ts';
