import { dlopen, FFIType } from 'bun:ffi';

const { i32, u32, ptr, u64, i64, i64_fast } = FFIType;

/** The C library's functions that Bun has no words for; Linux only. */
export const libc = dlopen('libc.so.6', {
  sendfile: { args: [i32, i32, ptr, u64], returns: i64_fast },
  preadv2: { args: [i32, ptr, i32, i64, i32], returns: i64_fast },
  send: { args: [i32, ptr, u64, i32], returns: i32 },
  setsockopt: { args: [i32, i32, i32, ptr, u32], returns: i32 },
  ioctl: { args: [i32, u64, ptr], returns: i32 },
}).symbols;
