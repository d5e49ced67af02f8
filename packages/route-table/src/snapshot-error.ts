/** Bytes that are no table: foreign, cut short, damaged, or of another version of the format. */
export class SnapshotError extends Error {
  override readonly name = 'SnapshotError';
  readonly code = 'ERR_SNAPSHOT';
}
