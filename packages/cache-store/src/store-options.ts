/** A drive: a directory of its own. */
export interface DriveSetting {
  /** Checked with `checkDrive` before. */
  readonly directory: string;
  /** All of the store's files in it together never take more, index and what is under way included. */
  readonly sizeBytes: number;
}

export interface StoreOptions {
  /** 1 to 10. */
  readonly drives: readonly DriveSetting[];
  /** The module that calls `runDrive`: the store starts it once a drive, and once for what is passed. */
  readonly workerModule: URL;
  /** Given to each Worker's `configure` before its first fetch; structured-clonable. */
  readonly sourceSettings?: unknown;
  readonly limits?: Partial<StoreLimits>;
  /** Told of what an operator should know. */
  readonly event?: (event: StoreEvent) => void;
  /** Told what sources `report`. */
  readonly sourceReport?: (value: unknown) => void;
}

export interface StoreLimits {
  /** Objects known to the main thread without asking a drive. Each takes 1 to 2 KiB and its metadata. Default 30,000. */
  readonly hotObjects: number;
  /** Files kept open for the next reader. Default 1,024. */
  readonly idleFiles: number;
  /** A drive that answers nothing for as long is set aside. Default 5,000. */
  readonly slowDriveMs: number;
  /** A drive set aside because of errors is asked again after that. Default 30,000. */
  readonly asideMs: number;
  /** How far a fetch goes on after the last who waited for it has left; it always ends at a slice's end. Default 16 MiB. */
  readonly abandonedBytes: number;
}

export const DEFAULT_LIMITS: StoreLimits = {
  hotObjects: 30_000,
  idleFiles: 1_024,
  slowDriveMs: 5_000,
  asideMs: 30_000,
  abandonedBytes: 16 * 1_048_576,
};

export type StoreEvent =
  /** The drive's index could not be read, or was another format's: everything in it was deleted. */
  | { readonly kind: 'emptied'; readonly directory: string; readonly reason: string }
  | { readonly kind: 'aside'; readonly directory: string; readonly reason: string }
  | { readonly kind: 'back'; readonly directory: string }
  /** A slice, or a whole file, was not what was written. */
  | {
      readonly kind: 'damaged';
      readonly directory: string;
      readonly origin: string;
      readonly target: string;
      readonly reason: string;
    }
  | { readonly kind: 'drive-error'; readonly directory: string; readonly code: string; readonly message: string }
  /** A fault of this program; the operation it belongs to has failed. */
  | { readonly kind: 'fault'; readonly directory: string; readonly message: string };
