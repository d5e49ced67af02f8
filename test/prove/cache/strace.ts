import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What befalls system calls that touch a drive. */
export interface Injection {
  /** As strace(1) writes sets of calls: `pread64,sendfile`. */
  readonly calls: string;
  /** `error=EIO`, `delay_enter=8s`. */
  readonly does: string;
  /** Which calls of each thread, `first+step`; `first+` for all from the first on. */
  readonly when: string;
}

export interface StraceOptions {
  /** Where strace writes what it saw. */
  readonly log: string;
  /** Of the drives whose files are meant. */
  readonly drives: readonly string[];
  readonly injections: readonly Injection[];
  /** Their contents alone, or what is kept about them too. */
  readonly files: 'extents' | 'extents-and-index';
}

/** File numbers that are watched: what a node claims in four lives on one drive, and more. */
const FILES = 1_280;
const NEIGHBOURS = 64;

/** The program that runs another under strace(1), with faults in all calls that touch the drives' files and in no others. */
export function underStrace({ log, drives, injections, files }: StraceOptions): string[] {
  const calls = [...new Set(injections.flatMap(({ calls: names }) => names.split(',')))].join(',');
  const options = ['-f', '-ttt', '-qq', '--seccomp-bpf', '-o', log, '-e', `trace=${calls}`, '-e', 'signal=none'];
  return [
    'strace',
    ...options,
    ...injections.flatMap(({ calls: names, does, when }) => ['-e', `inject=${names}:${does}:when=${when}`]),
    ...drives.flatMap((drive) => driveFiles(drive, files)).flatMap((path) => ['-P', path]),
  ];
}

/** How many calls had a fault put into them; of one call, or of all. */
export function injectedCalls(log: string, call = '[a-z0-9]+'): number {
  // A call that another thread interrupts ends on a line of its own.
  const pattern = new RegExp(`^(?:<\\.\\.\\. )?${call}(?:\\(| resumed>).*\\((?:INJECTED|DELAYED)\\)$`);
  return readTrace(log).filter(({ text }) => pattern.test(text)).length;
}

/** Since when a thread has been in a call that has not returned, in milliseconds since the epoch; null when none is. */
export function blockedSinceMs(log: string): number | null {
  const last = new Map(readTrace(log).map((line) => [line.thread, line]));
  const pending = [...last.values()].filter(({ text }) => !/ = /.test(text));
  return pending.length === 0 ? null : Math.min(...pending.map(({ atMs }) => atMs));
}

function readTrace(log: string) {
  const text = existsSync(log) ? readFileSync(log, 'latin1') : '';
  return text.split('\n').flatMap((line) => {
    const [, thread, seconds, rest] = /^([0-9]+) +([0-9.]+) (.*)$/.exec(line) ?? [];
    return thread === undefined || rest === undefined ? [] : [{ thread, atMs: Number(seconds) * 1_000, text: rest }];
  });
}

/** The names that the store gives its files. */
function driveFiles(directory: string, files: StraceOptions['files']): string[] {
  const extents = Array.from({ length: FILES }, (_, index) => {
    const folder = Math.floor((index + 1) / NEIGHBOURS)
      .toString(16)
      .padStart(2, '0');
    return join(directory, 'extents', folder, (index + 1).toString(16).padStart(12, '0'));
  });
  if (files === 'extents') return extents;
  return [join(directory, 'index.db'), join(directory, 'index.db-wal'), ...extents];
}
