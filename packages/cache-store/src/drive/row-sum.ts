/** A row's own checksum: SQLite does not notice a flipped bit in a page. */
export function rowSum(...fields: readonly (string | number | null)[]): number {
  return Bun.hash.crc32(JSON.stringify(fields));
}
