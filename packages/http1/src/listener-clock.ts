import { DeadlineWheel } from './deadline-wheel.ts';
import { HeadRenderer } from './head-renderer.ts';
import type { Http1Limits } from './limits.ts';
import type { Awaited } from './patience.ts';

const MOST_TICK_MS = 250;
const LEAST_TICK_MS = 10;

/** The one timer of a listener: turns the wheel of deadlines and keeps the Date header. */
export class ListenerClock {
  readonly wheel: DeadlineWheel;
  readonly renderer = new HeadRenderer(Date.now());
  readonly ticks: Record<Awaited, number>;
  readonly #tickMs: number;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor({ headersTimeoutMs, bodyTimeoutMs, keepAliveMs, stallTimeoutMs, lingerMs }: Http1Limits) {
    const shortestMs = Math.min(headersTimeoutMs, bodyTimeoutMs, keepAliveMs, stallTimeoutMs, lingerMs);
    this.#tickMs = Math.max(LEAST_TICK_MS, Math.min(MOST_TICK_MS, Math.ceil(shortestMs / 4)));
    this.wheel = new DeadlineWheel();
    this.ticks = {
      'partial-head': this.#ticksOf(headersTimeoutMs),
      'partial-body': this.#ticksOf(bodyTimeoutMs),
      'next-request': this.#ticksOf(keepAliveMs),
      client: this.#ticksOf(stallTimeoutMs),
      linger: this.#ticksOf(lingerMs),
    };
  }

  start(): void {
    let turnedAt = performance.now();
    this.#timer = setInterval(() => {
      this.renderer.renew(Date.now());
      // A loop that was held up makes up for the ticks that it missed.
      const now = performance.now();
      for (; now - turnedAt >= this.#tickMs; turnedAt += this.#tickMs) this.wheel.turn();
    }, this.#tickMs);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** At the least that time: the tick under way is over at once. */
  #ticksOf(timeMs: number): number {
    return Math.ceil(timeMs / this.#tickMs) + 1;
  }
}
