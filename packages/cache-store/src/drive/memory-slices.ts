import { dlopen, FFIType, ptr } from 'bun:ffi';
import { closeQuietly } from './drive-files.ts';

const libc = dlopen('libc.so.6', {
  memfd_create: { args: [FFIType.ptr, FFIType.u32], returns: FFIType.i32 },
}).symbols;

const MFD_CLOEXEC = 1;
/** Held with its address: what native code points into must stay reachable. */
const name = withAddress(Buffer.from('nearhop-passage\0'));
/** With more than so many, each fill gets one at a time. */
const PLENTY = 64;

/** Slices that are stored nowhere: files in memory (memfd_create(2)), so that the kernel sends them like any other. */
export class MemorySlices {
  readonly #open = new Set<number>();

  /** A descriptor; throws when the kernel gives none. */
  create(): number {
    const descriptor = libc.memfd_create(name.address, MFD_CLOEXEC);
    if (descriptor < 0) throw new Error('Cannot pass a slice through: the kernel gives no file in memory');
    this.#open.add(descriptor);
    return descriptor;
  }

  get areMany(): boolean {
    return this.#open.size >= PLENTY;
  }

  /** Also files of a drive that failed, which have nobody else to close them. */
  close(descriptor: number): void {
    this.#open.delete(descriptor);
    closeQuietly(descriptor);
  }
}

function withAddress<Bytes extends NodeJS.TypedArray>(bytes: Bytes) {
  return { bytes, address: ptr(bytes) };
}
