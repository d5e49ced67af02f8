/** Directories that belong to the system, with all that is in them. */
const SYSTEM_TREES = [
  '/bin',
  '/boot',
  '/dev',
  '/etc',
  '/lib',
  '/lib32',
  '/lib64',
  '/proc',
  '/root',
  '/run',
  '/sbin',
  '/sys',
  '/usr',
];

/** Directories in which a drive may lie, but which are none. */
const SHARED_PLACES = new Set([
  '/',
  '/home',
  '/media',
  '/mnt',
  '/opt',
  '/srv',
  '/tmp',
  '/var',
  '/var/cache',
  '/var/lib',
  '/var/tmp',
]);

/** Trees in /var that others keep their files in. */
const VAR_TREES = [
  '/var/backups',
  '/var/lib/dpkg',
  '/var/lib/apt',
  '/var/lib/systemd',
  '/var/log',
  '/var/mail',
  '/var/run',
  '/var/spool',
];

/** Why a drive must not lie there; null when it may. `directory` is absolute and without symbolic links. */
export function whySystemPlace(directory: string): string | null {
  const tree = [...SYSTEM_TREES, ...VAR_TREES].find(
    (place) => directory === place || directory.startsWith(`${place}/`),
  );
  if (tree !== undefined) return `${tree} belongs to the system`;
  return SHARED_PLACES.has(directory) ? `${directory} is shared with others` : null;
}
