import { Glob } from 'bun';
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Tells a process started with `environment` another time of day than the machine has, and changes that while it runs. */
export class MovableClock {
  readonly environment: Readonly<Record<string, string>>;
  readonly #file: string;

  /** Needs Debian's package libfaketime. */
  constructor(directory: string) {
    const [library] = [...new Glob('/usr/lib/*/faketime/libfaketimeMT.so.1').scanSync({ cwd: '/', absolute: true })];
    if (library === undefined)
      throw new Error('Cannot move a clock: install the package "faketime" (apt-get install faketime)');
    this.#file = join(directory, 'clock');
    this.move(0);
    this.environment = {
      // Redis' own allocator asks for the time while libfaketime is not ready to say: libc's does not.
      LD_PRELOAD: `${library}:${join(dirname(library), '..', 'libc.so.6')}`,
      FAKETIME_TIMESTAMP_FILE: this.#file,
      FAKETIME_NO_CACHE: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
    };
  }

  /** Seconds ahead of the machine's clock from now on. */
  move(seconds: number): void {
    writeFileSync(this.#file, `${seconds < 0 ? '' : '+'}${seconds}s\n`);
  }
}
