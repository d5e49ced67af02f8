import { lstatSync, mkdirSync, readdirSync, realpathSync, statfsSync, writeFileSync } from 'node:fs';
import { isAbsolute, join, normalize } from 'node:path';
import { LOCK_NAME, MARK_NAME } from './drive-names.ts';
import { whySystemPlace } from './system-places.ts';

/** What a drive must be. */
export interface DriveRules {
  /** `production`: at least 100 GB; `small-allowed`: at least 10 GB; `lab`: any size from 32 MiB. */
  readonly sizes: 'production' | 'small-allowed' | 'lab';
}

export type DriveCheck =
  | { readonly kind: 'accepted'; readonly directory: string }
  /** `reason` says why not, and what to write instead. */
  | { readonly kind: 'refused'; readonly reason: string };

const LEAST_BYTES = { production: 100e9, 'small-allowed': 10e9, lab: 32 * 2 ** 20 } as const;
const EXAMPLE = 'write an absolute path to a directory of its own, like /srv/nearhop/drive1';
const MARK = 'A drive of a Nearhop cache node. Everything in here is managed by it.\n';
const LOST_AND_FOUND = 'lost+found';

/**
 * Whether a directory can be a drive of that size. One that is accepted exists, is of mode 0750 when it is new, and bears our mark;
 * one without the mark must be empty, for what is in a drive is deleted at need.
 */
export function checkDrive(directory: string, sizeBytes: number, rules: DriveRules): DriveCheck {
  const reason =
    whyNoPath(directory) ?? whyNoSize(sizeBytes, rules) ?? whyNoPlace(directory) ?? whyNoContents(directory);
  if (reason !== null) return { kind: 'refused', reason: `Cannot use the drive "${directory}": ${reason}` };
  return { kind: 'accepted', directory: normalize(directory).replace(/(?<=.)\/+$/, '') };
}

function whyNoPath(directory: string): string | null {
  if (directory.trim() === '') return `the path is blank: ${EXAMPLE}`;
  if (/[\s\p{Cc}]/u.test(directory)) return `the path must have no spaces or controls: ${EXAMPLE}`;
  if (!isAbsolute(directory)) return `the path is relative: ${EXAMPLE}`;
  if (directory.split('/').some((segment) => segment === '.' || segment === '..')) {
    return `the path must have no "." or "..": ${EXAMPLE}`;
  }
  return null;
}

function whyNoSize(sizeBytes: number, { sizes }: DriveRules): string | null {
  const least = LEAST_BYTES[sizes];
  if (Number.isSafeInteger(sizeBytes) && sizeBytes >= least) return null;
  const hint = sizes === 'production' ? ' (10g where small drives are allowed)' : '';
  return `the size must be at least ${sizes === 'lab' ? '32mib' : `${least / 1e9}g`}${hint}: received ${sizeBytes} bytes`;
}

function whyNoPlace(directory: string): string | null {
  const path = normalize(directory).replace(/(?<=.)\/+$/, '');
  const system = whySystemPlace(path);
  if (system !== null) return `${system}: ${EXAMPLE}`;
  const link = firstLink(path);
  if (link !== null) return `${link} is a symbolic link: write the path that it leads to`;
  try {
    mkdirSync(path, { recursive: true, mode: 0o750 });
    if (!lstatSync(path).isDirectory()) return `it is no directory: ${EXAMPLE}`;
    return whySystemPlace(realpathSync(path));
  } catch (error) {
    return `${error instanceof Error ? error.message : String(error)}: ${EXAMPLE}`;
  }
}

/** The first part of the path that is a symbolic link. */
function firstLink(path: string): string | null {
  const segments = path.split('/').slice(1);
  for (let count = 1; count <= segments.length; count += 1) {
    const part = `/${segments.slice(0, count).join('/')}`;
    if (lstatSync(part, { throwIfNoEntry: false })?.isSymbolicLink() === true) return part;
  }
  return null;
}

function whyNoContents(path: string): string | null {
  try {
    const names = readdirSync(path).filter((name) => name !== LOST_AND_FOUND && name !== LOCK_NAME);
    if (names.includes(MARK_NAME)) return null;
    if (names.length > 0) return `it has files that are not ours (${names[0]}): write an empty directory`;
    statfsSync(path);
    writeFileSync(join(path, MARK_NAME), MARK, { mode: 0o640, flag: 'wx' });
    return null;
  } catch (error) {
    return `${error instanceof Error ? error.message : String(error)}: write a directory that this user may write to`;
  }
}
