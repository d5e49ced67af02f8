/** A backup that is no backup, is cut short or was altered, or whose records contradict each other. */
export class BackupError extends Error {
  readonly code = 'ERR_BACKUP';
  override readonly name = 'BackupError';
}
