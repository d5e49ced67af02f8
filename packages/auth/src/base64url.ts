/** Bytes of a base64url text of exactly that many bytes, in its one canonical spelling; undefined for any other text. */
export function bytesOf(text: string, byteLength: number): Uint8Array | undefined {
  const bytes = Buffer.from(text, 'base64url');
  // Node skips what is no base64url and ignores left-over bits: what it read must be spelt as it came.
  return bytes.length === byteLength && bytes.toString('base64url') === text ? bytes : undefined;
}
