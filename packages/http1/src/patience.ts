import { NEVER, type DeadlineWheel, type Watched } from './deadline-wheel.ts';
import type { ListenerClock } from './listener-clock.ts';

/** What a connection waits for: `client` is one that takes its answer, `linger` one that is to shut its half. */
export type Awaited = 'partial-head' | 'partial-body' | 'next-request' | 'client' | 'linger';

/** How long a connection still waits, and for what. */
export class Patience implements Watched {
  dueTick = NEVER;
  slotTick = -1;
  awaited: Awaited = 'partial-head';
  readonly expired: () => void;
  readonly #wheel: DeadlineWheel;
  readonly #ticks: Record<Awaited, number>;

  constructor({ wheel, ticks }: ListenerClock, expired: () => void) {
    this.#wheel = wheel;
    this.#ticks = ticks;
    this.expired = expired;
  }

  /** The time for it begins now. */
  await(awaited: Awaited): void {
    this.awaited = awaited;
    this.#wheel.set(this, this.#ticks[awaited]);
  }

  /** Waits as long as it takes. */
  clear(): void {
    this.#wheel.clear(this);
  }
}
