import type { Logger } from '@nearhop/service-kit';
import { AlarmPlace, type RouterAlarm } from './router-alarm.ts';

const LOOK_EVERY_MS = 250;
/** Below this part of the limit the alarm ends. */
const RELIEF = 0.9;

/** Connections of one process. */
export interface ConnectionCount {
  readonly open: number;
  /** Turned away since the start because there were too many. */
  readonly turnedAway: number;
}

export interface ConnectionAlarmDependencies {
  readonly count: () => ConnectionCount;
  readonly log: Logger;
  readonly now: () => Date;
}

/** Tells that devices are turned away: from the first one on, until there is room again. */
export class ConnectionAlarm {
  readonly #most: number;
  readonly #deps: ConnectionAlarmDependencies;
  readonly #place: AlarmPlace;
  #seen = 0;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(options: { readonly maxConnections: number }, dependencies: ConnectionAlarmDependencies) {
    this.#most = options.maxConnections;
    this.#deps = dependencies;
    this.#place = new AlarmPlace(dependencies.now);
  }

  get alarm(): RouterAlarm | undefined {
    return this.#place.alarm;
  }

  start(): void {
    this.#timer = setInterval(() => this.look(), LOOK_EVERY_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  look(): void {
    const { open, turnedAway } = this.#deps.count();
    if (turnedAway > this.#seen) {
      const text = `${this.#most} connections are open: further ones are turned away`;
      if (this.#place.raise('too-many-connections', text)) this.#deps.log.warn({ connections: open }, text);
    } else if (open < this.#most * RELIEF) this.#place.clear();
    this.#seen = turnedAway;
  }
}
