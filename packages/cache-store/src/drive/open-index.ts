import { SQLiteError } from 'bun:sqlite';
import type { DriveFiles } from './drive-files.ts';
import { DriveIndex, type IndexEvents } from './drive-index.ts';
import { recoverDrive } from './recover-drive.ts';

/** What the index needs on a disk that others have filled: its log, and some pages. */
const ROOM_BYTES = 8 * 1_048_576;

/** The index of a drive, in order; one that cannot be read is replaced by an empty one, and `emptied` is told why. */
export function openIndex(files: DriveFiles, events: IndexEvents, emptied: (reason: string) => void): DriveIndex {
  try {
    return openAndRecover(files, events);
  } catch (error) {
    // What is missing then, its rows' readers find out.
    if (isFull(error) && files.deleteOldest(ROOM_BYTES) > 0) return openAndRecover(files, events);
    if (!isUnreadable(error)) throw error;
    files.empty();
    emptied(error instanceof Error ? error.message : String(error));
    return openAndRecover(files, events);
  }
}

function isFull(error: unknown): boolean {
  return error instanceof SQLiteError && error.code === 'SQLITE_FULL';
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
