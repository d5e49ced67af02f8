/** What is in a drive's directory. */
export const MARK_NAME = 'nearhop-drive';
export const LOCK_NAME = 'lock';
export const INDEX_NAME = 'index.db';
export const FILES_DIRECTORY = 'extents';
