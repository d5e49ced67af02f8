/** A record's hash as 16 hex digits. */
export function hashText(hash: bigint): string {
  return hash.toString(16).padStart(16, '0');
}
