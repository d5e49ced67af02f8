import { dlopen, FFIType, ptr } from 'bun:ffi';
import { readdirSync } from 'node:fs';

const SOL_SOCKET = 1;
const SO_ATTACH_FILTER = 26;
const SO_ACCEPTCONN = 30;
/** struct sock_filter of bpf(4): code, jump if true, jump if false, constant. A listener's filter sees the TCP header first. */
const REFUSE_SYN: readonly (readonly [number, number, number, number])[] = [
  [0x30, 0, 0, 13], // load the byte of the flags
  [0x45, 0, 1, 0x02], // unless SYN is among them, skip one
  [0x06, 0, 0, 0], // drop
  [0x06, 0, 0, 0xffff_ffff], // keep all of it
];
const INSTRUCTION_BYTES = 8;

/** Descriptors of this process that listen. Empty where the system does not tell (it needs Linux). */
export function listeningDescriptors(): Set<number> {
  const libc = openLibc();
  if (libc === undefined) return new Set();
  return new Set(
    readdirSync('/proc/self/fd')
      .map(Number)
      .filter((descriptor) => isListening(libc, descriptor)),
  );
}

/**
 * From now on the kernel drops what would open new connections on these listeners; those that are open, wait to be
 * accepted or are in their handshake live on. Closing a listener without this resets whoever waits in its queue, and
 * `Bun.serve` resets whoever was accepted and has not been read.
 */
export function dropNewConnections(descriptors: Iterable<number>): void {
  const libc = openLibc();
  if (libc === undefined) return;
  const filter = new DataView(new ArrayBuffer(REFUSE_SYN.length * INSTRUCTION_BYTES));
  for (const [index, [code, ifTrue, ifFalse, constant]] of REFUSE_SYN.entries()) {
    const at = index * INSTRUCTION_BYTES;
    filter.setUint16(at, code, true);
    filter.setUint8(at + 2, ifTrue);
    filter.setUint8(at + 3, ifFalse);
    filter.setUint32(at + 4, constant, true);
  }
  // struct sock_fprog: how many instructions, padding, where they are.
  const program = new BigUint64Array([BigInt(REFUSE_SYN.length), BigInt(ptr(filter))]);
  for (const descriptor of descriptors) {
    libc.setsockopt(descriptor, SOL_SOCKET, SO_ATTACH_FILTER, ptr(program), program.byteLength);
  }
}

function isListening(libc: Libc, descriptor: number): boolean {
  const value = new Int32Array(1);
  const size = new Uint32Array([value.byteLength]);
  return libc.getsockopt(descriptor, SOL_SOCKET, SO_ACCEPTCONN, ptr(value), ptr(size)) === 0 && value[0] === 1;
}

type Libc = NonNullable<ReturnType<typeof openLibc>>;

function openLibc() {
  if (process.platform !== 'linux') return undefined;
  const { i32, u32, ptr: pointer } = FFIType;
  return dlopen('libc.so.6', {
    getsockopt: { args: [i32, i32, i32, pointer, pointer], returns: i32 },
    setsockopt: { args: [i32, i32, i32, pointer, u32], returns: i32 },
  }).symbols;
}
