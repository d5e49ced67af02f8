import { dlopen, FFIType } from 'bun:ffi';
import { closeSync, constants, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { StoreOpenError } from '../store-open-error.ts';
import { LOCK_NAME } from './drive-names.ts';

const libc = dlopen('libc.so.6', { flock: { args: [FFIType.i32, FFIType.i32], returns: FFIType.i32 } }).symbols;
/** flock(2): LOCK_EX | LOCK_NB. The kernel gives it back when the process ends, however it ends. */
const EXCLUSIVE_NOW = 2 | 4;

export interface DriveLocks {
  release(): void;
}

/** Takes each directory for this process alone. Throws a `StoreOpenError` when another has one, or one is not there. */
export function lockDrives(directories: readonly string[]): DriveLocks {
  const descriptors: number[] = [];
  const release = () => {
    for (const descriptor of descriptors.splice(0)) closeSync(descriptor);
  };
  try {
    for (const directory of directories) descriptors.push(lock(directory));
  } catch (error) {
    release();
    throw error;
  }
  return { release };
}

function lock(directory: string): number {
  const descriptor = open(directory);
  if (libc.flock(descriptor, EXCLUSIVE_NOW) === 0) return descriptor;
  closeSync(descriptor);
  throw new StoreOpenError(`Cannot open the drive "${directory}": another process has it, stop that first`);
}

function open(directory: string): number {
  const { O_RDWR, O_CREAT, O_NOFOLLOW } = constants;
  try {
    mkdirSync(directory, { recursive: true, mode: 0o750 });
    return openSync(join(directory, LOCK_NAME), O_RDWR | O_CREAT | O_NOFOLLOW, 0o640);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new StoreOpenError(`Cannot open the drive "${directory}": ${message}`);
  }
}
