import { SQLiteError } from 'bun:sqlite';
import type { DriveFiles } from './drive-files.ts';
import { DriveIndex, type IndexEvents } from './drive-index.ts';
import { recoverDrive } from './recover-drive.ts';

/** The index of a drive, in order; one that cannot be read is replaced by an empty one, and `emptied` is told why. */
export function openIndex(files: DriveFiles, events: IndexEvents, emptied: (reason: string) => void): DriveIndex {
  try {
    return openAndRecover(files, events);
  } catch (error) {
    if (!isUnreadable(error)) throw error;
    files.empty();
    emptied(error instanceof Error ? error.message : String(error));
    return openAndRecover(files, events);
  }
}

/** Whether the error says that the index is no good, rather than that the drive is not. */
export function isUnreadable(error: unknown): boolean {
  if (!(error instanceof SQLiteError)) return error instanceof Error && error.message.startsWith('Cannot read the ');
  const { code } = error;
  // A missing table or column is damage too: nobody but us makes them.
  return code !== undefined && /^SQLITE_(?:CORRUPT|NOTADB|ERROR|CONSTRAINT|MISMATCH|FORMAT|SCHEMA)/.test(code);
}

function openAndRecover(files: DriveFiles, events: IndexEvents): DriveIndex {
  const index = new DriveIndex(files.indexPath, events);
  try {
    recoverDrive(index, files);
    return index;
  } catch (error) {
    index.close();
    throw error;
  }
}
