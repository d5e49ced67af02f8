import type { Logger } from '@nearhop/service-kit';
import type { Lifecycle } from './lifecycle.ts';
import { AlarmPlace, type RouterAlarm } from './router-alarm.ts';

const LOOK_EVERY_MS = 250;
/** Below this part of the limit things are as before. */
const RELIEF = 0.9;

export interface ConnectionLimitDependencies {
  readonly countConnections: () => number;
  readonly closeIdleConnections: () => void;
  readonly lifecycle: Lifecycle;
  readonly log: Logger;
  readonly now: () => Date;
}

/**
 * Holds the number of connections near its limit. `Bun.serve` cannot refuse a connection, so past the limit those that
 * wait for a request are closed, and the others with their next answer: nobody's request is dropped.
 */
export class ConnectionLimit {
  readonly #most: number;
  readonly #deps: ConnectionLimitDependencies;
  readonly #alarm: AlarmPlace;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(options: { readonly maxConnections: number }, dependencies: ConnectionLimitDependencies) {
    this.#most = options.maxConnections;
    this.#deps = dependencies;
    this.#alarm = new AlarmPlace(dependencies.now);
  }

  get alarm(): RouterAlarm | undefined {
    return this.#alarm.alarm;
  }

  start(): void {
    this.#timer = setInterval(() => this.look(), LOOK_EVERY_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  look(): void {
    const { countConnections, closeIdleConnections, lifecycle, log } = this.#deps;
    const count = countConnections();
    if (count > this.#most) {
      lifecycle.closeConnections('too-many');
      closeIdleConnections();
      const text = `More than ${this.#most} connections are open: idle ones are closed`;
      if (this.#alarm.raise('too-many-connections', text)) log.warn({ connections: count }, text);
    } else if (count < this.#most * RELIEF && this.#alarm.alarm !== undefined) {
      lifecycle.keepConnections('too-many');
      this.#alarm.clear();
    }
  }
}
