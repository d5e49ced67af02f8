/** `same`, or what came instead: a message that can be read, which a comparison of megabytes is not. */
export function sameBytes(received: Buffer | string, expected: Buffer): string {
  if (typeof received === 'string') return received;
  if (received.equals(expected)) return 'same';
  if (received.length !== expected.length) return `${received.length} bytes instead of ${expected.length}`;
  return `byte ${received.findIndex((byte, at) => byte !== expected[at])} differs`;
}
