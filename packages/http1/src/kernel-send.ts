import type { Outcome } from './head-renderer.ts';
import { libc } from './libc.ts';

const MSG_DONTWAIT = 0x40;
const MSG_NOSIGNAL = 0x4000;
const MSG_MORE = 0x8000;
const NOW = MSG_DONTWAIT | MSG_NOSIGNAL;

/**
 * Hands bytes to the kernel (send(2)): the number that it took, -1 for none. Before the end of a connection it is told to wait
 * for that, and both travel in one packet: the caller must end, or send the rest without this word, at once.
 */
export function sendBytes(socketDescriptor: number, address: number, sizeBytes: number, outcome: Outcome): number {
  return libc.send(socketDescriptor, address, sizeBytes, outcome === 'last' ? NOW | MSG_MORE : NOW);
}
