/** Bytes that are no recording of signals: foreign, cut short, or of another version. */
export class RecordingError extends Error {
  override readonly name = 'RecordingError';
  readonly code = 'ERR_RECORDING';
}
