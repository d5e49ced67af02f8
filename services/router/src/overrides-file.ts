import type { Overrides } from '@nearhop/decision';
import type { Logger } from '@nearhop/service-kit';
import { readOverrides } from './read-overrides.ts';
import { AlarmPlace, type RouterAlarm } from './router-alarm.ts';
import { WatchedFiles } from './watched-files.ts';

const POLL_MS = 250;

export interface OverridesFileDependencies {
  readonly log: Logger;
  readonly now: () => Date;
  readonly changed: (overrides: Overrides) => void;
}

/**
 * Break-glass: the operator's words in a file, for when nothing else can be reached. A file that is gone or cannot be used
 * leaves the last good words standing and raises an alarm; they are taken back by writing `{}`.
 */
export class OverridesFile {
  readonly path: string;
  readonly #alarm: AlarmPlace;
  readonly #files: WatchedFiles;

  constructor(path: string, { log, now, changed }: OverridesFileDependencies) {
    this.path = path;
    this.#alarm = new AlarmPlace(now);
    this.#files = new WatchedFiles(
      { paths: [path], everyMs: POLL_MS },
      {
        changed: ([text = '']) => {
          const overrides = readOverrides(text);
          this.#alarm.clear();
          log.warn({ overrides: Object.fromEntries(overrides) }, 'overrides taken from their file');
          changed(overrides);
        },
        failed: ({ message }) => {
          const text = `${message}: the last good overrides stand: write {} to end them`;
          if (this.#alarm.raise('overrides-unreadable', text)) log.error({ path }, text);
        },
      },
    );
  }

  get alarm(): RouterAlarm | undefined {
    return this.#alarm.alarm;
  }

  start(): Promise<void> {
    return this.#files.start();
  }

  stop(): void {
    this.#files.stop();
  }
}
