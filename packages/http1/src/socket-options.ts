import { ptr } from 'bun:ffi';
import { libc } from './libc.ts';

const SOL_SOCKET = 1;
const SO_MAX_PACING_RATE = 47;
const IPPROTO_TCP = 6;
const TCP_NOTSENT_LOWAT = 25;
const SIOCOUTQ = 0x5411;

// Kept reachable by the functions that use it: native code points into it.
const word = new Uint32Array(2);
const wordAddress = ptr(word);

/** Bytes that the kernel holds of a connection and its peer has not acknowledged (tcp(7), SIOCOUTQ); 0 when it is gone. */
export function unacknowledgedBytes(socketDescriptor: number): number {
  word[0] = 0;
  return libc.ioctl(socketDescriptor, SIOCOUTQ, wordAddress) === 0 ? (word[0] ?? 0) : 0;
}

/** The kernel takes no more than so many bytes ahead of what it has sent (tcp(7), TCP_NOTSENT_LOWAT). */
export function setNotSentLowWater(socketDescriptor: number, bytes: number): void {
  setOption(socketDescriptor, IPPROTO_TCP, TCP_NOTSENT_LOWAT, bytes);
}

/** The kernel sends no faster than this (socket(7), SO_MAX_PACING_RATE). */
export function setMaxPacingRate(socketDescriptor: number, bytesPerSecond: number): void {
  setOption(socketDescriptor, SOL_SOCKET, SO_MAX_PACING_RATE, Math.min(bytesPerSecond, 0xffff_ffff));
}

function setOption(socketDescriptor: number, level: number, option: number, value: number): void {
  word[0] = value;
  libc.setsockopt(socketDescriptor, level, option, wordAddress, Uint32Array.BYTES_PER_ELEMENT);
}
