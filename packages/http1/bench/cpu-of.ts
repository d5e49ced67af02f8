import { readdirSync, readFileSync } from 'node:fs';

/** CPU time that a process and its children have used on all their threads, in microseconds (proc(5), schedstat). */
export function cpuMicroseconds(pid: number): number {
  let nanoseconds = 0;
  for (const task of readdirSync(`/proc/${pid}/task`)) {
    nanoseconds += Number(readFileSync(`/proc/${pid}/task/${task}/schedstat`, 'utf8').split(' ')[0]);
    const children = readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').split(' ').filter(Boolean);
    for (const child of children) nanoseconds += cpuMicroseconds(Number(child)) * 1_000;
  }
  return nanoseconds / 1_000;
}
