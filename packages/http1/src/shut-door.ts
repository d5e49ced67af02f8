import { ptr } from 'bun:ffi';
import { libc } from './libc.ts';

const SOL_SOCKET = 1;
const SO_ATTACH_FILTER = 26;
/** Offset of the flags in a TCP header, and the two that tell the first packet of a connection: SYN without ACK. */
const FLAGS_OFFSET = 13;
const SYN = 0x02;
const SYN_OR_ACK = 0x12;
const KEEP_ALL = 0xffff_ffff;

/** struct sock_filter: code (16 bits), jumps when true and when false (8 bits each), operand (32 bits). */
const PROGRAM = [
  [0x30, 0, 0, FLAGS_OFFSET], // load the byte
  [0x54, 0, 0, SYN_OR_ACK], // and
  [0x15, 0, 1, SYN], // equal: drop, else keep
  [0x06, 0, 0, 0],
  [0x06, 0, 0, KEEP_ALL],
] as const;
const INSTRUCTION_BYTES = 8;

/** Holds what the kernel reads, so that it is not collected. */
const native = assemble();

/**
 * From now on the kernel drops packets that would open connections on this listener; those that are open, are being opened or
 * wait to be accepted live on. Closing a listener without this resets whoever waits in its queue. It is a socket filter
 * (bpf(4), socket(7)).
 */
export function shutDoor(listener: object): void {
  const descriptor = (listener as { readonly fd?: number }).fd;
  if (descriptor === undefined || descriptor < 0) return;
  libc.setsockopt(descriptor, SOL_SOCKET, SO_ATTACH_FILTER, native.address, native.program.byteLength);
}

function assemble() {
  const filter = new Uint8Array(PROGRAM.length * INSTRUCTION_BYTES);
  const view = new DataView(filter.buffer);
  for (const [index, [code, jumpTrue, jumpFalse, operand]] of PROGRAM.entries()) {
    view.setUint16(index * INSTRUCTION_BYTES, code, true);
    view.setUint8(index * INSTRUCTION_BYTES + 2, jumpTrue);
    view.setUint8(index * INSTRUCTION_BYTES + 3, jumpFalse);
    view.setUint32(index * INSTRUCTION_BYTES + 4, operand, true);
  }
  // struct sock_fprog: the number of instructions, padding, their address.
  const program = new BigUint64Array([BigInt(PROGRAM.length), BigInt(ptr(filter))]);
  return { filter, program, address: ptr(program) };
}
