import { ptr } from 'bun:ffi';
import { libc } from './libc.ts';

/** preadv2(2): fail rather than wait for the disk. */
const RWF_NOWAIT = 8;

// What native code points into must stay reachable from code that runs later: a buffer that only its address remembers, or a
// variable that no function uses, is collected, and calls then fail or read garbage. These objects hold them with the addresses.
const sending = withAddress(new BigInt64Array(1));
const probedByte = withAddress(new Uint8Array(8));
/** struct iovec: address, length. */
const probe = { ...withAddress(new BigUint64Array([BigInt(probedByte.address), 1n])), into: probedByte };

/**
 * Lets the kernel send bytes of a file on a socket that does not block (sendfile(2)): the number that it took, 0 at the file's
 * end, -1 when it took none, be it that the socket is full or gone or that the file cannot be read.
 */
export function sendFile(socketDescriptor: number, fileDescriptor: number, offset: number, bytes: number): number {
  sending.buffer[0] = BigInt(offset);
  return Number(libc.sendfile(socketDescriptor, fileDescriptor, sending.address, bytes));
}

/** Whether the byte at the offset is in memory, so that reading it would not wait for the disk. */
export function isResident(fileDescriptor: number, offset: number): boolean {
  return Number(libc.preadv2(fileDescriptor, probe.address, 1, offset, RWF_NOWAIT)) === 1;
}

function withAddress<Buffer extends NodeJS.TypedArray>(buffer: Buffer) {
  return { buffer, address: ptr(buffer) };
}
