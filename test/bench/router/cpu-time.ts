import { readFileSync, readdirSync } from 'node:fs';

const TICK_MICROSECONDS = 10_000; // USER_HZ is 100 on every Linux that Bun runs on

/** CPU time that a process and all its descendants have used, in microseconds, from /proc. */
export function cpuMicroseconds(pid: number): number {
  return [pid, ...descendants(pid)].reduce((sum, each) => sum + ticks(each), 0) * TICK_MICROSECONDS;
}

/** Resident memory of a process and all its descendants, in bytes. */
export function residentBytes(pid: number): number {
  return [pid, ...descendants(pid)].reduce((sum, each) => {
    const match = /^VmRSS:\s+(\d+) kB/m.exec(readOrEmpty(`/proc/${each}/status`));
    return sum + Number(match?.[1] ?? 0) * 1_024;
  }, 0);
}

function descendants(pid: number): number[] {
  const tasks = readdirOrEmpty(`/proc/${pid}/task`);
  const children = tasks.flatMap((task) =>
    readOrEmpty(`/proc/${pid}/task/${task}/children`).split(' ').filter(Boolean).map(Number),
  );
  return [...children, ...children.flatMap(descendants)];
}

function ticks(pid: number): number {
  const fields = readOrEmpty(`/proc/${pid}/stat`)
    .replace(/^.*\) /, '')
    .split(' ');
  return Number(fields[11] ?? 0) + Number(fields[12] ?? 0); // utime and stime, after pid and name
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return ''; // the process ended meanwhile
  }
}

function readdirOrEmpty(path: string): string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}
