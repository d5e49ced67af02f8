import { spawnSync } from 'node:child_process';
import { mkdirSync, statfsSync } from 'node:fs';

/** A file system in memory that is smaller than a drive on it says. Needs root. */
export class TinyDisk implements Disposable {
  readonly directory: string;

  constructor(directory: string, size: string) {
    this.directory = directory;
    mkdirSync(directory, { recursive: true });
    run('mount', '-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', directory);
  }

  get freeBytes(): number {
    const { bavail, bsize } = statfsSync(this.directory);
    return bavail * bsize;
  }

  [Symbol.dispose](): void {
    run('umount', '--lazy', this.directory);
  }
}

function run(program: string, ...args: readonly string[]): void {
  const { status, stderr } = spawnSync(program, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`Cannot ${program} ${args.join(' ')}: ${stderr.trim()}`);
}
