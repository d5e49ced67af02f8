import { dlopen, FFIType } from 'bun:ffi';
import { closeSync, existsSync, fsyncSync, openSync } from 'node:fs';

const libc = dlopen('libc.so.6', {
  posix_fadvise: { args: [FFIType.i32, FFIType.i64, FFIType.i64, FFIType.i32], returns: FFIType.i32 },
}).symbols;
const DONT_NEED = 4;

/** Has the kernel forget a file's bytes, so that the next reader gets them from the disk. */
export function forgetPages(path: string): void {
  if (!existsSync(path)) return;
  const file = openSync(path, 'r');
  fsyncSync(file);
  libc.posix_fadvise(file, 0, 0, DONT_NEED);
  closeSync(file);
}
