/** What a DeadlineWheel watches. Both numbers are the wheel's to write. */
export interface Watched {
  /** The tick at which it expires; NEVER while nothing is due. */
  dueTick: number;
  /** The tick whose slot holds it, -1 when none does. */
  slotTick: number;
  expired(): void;
}

export const NEVER = Number.MAX_SAFE_INTEGER;

/**
 * Deadlines of many connections without a timer for each. Moving a deadline to a later tick writes one number, because that
 * is what each request does: whoever lies in a slot too early is put on when the slot's turn comes.
 */
export class DeadlineWheel {
  readonly #slots = new Map<number, Watched[]>();
  #tick = 0;

  set(watched: Watched, ticks: number): void {
    const due = this.#tick + ticks;
    watched.dueTick = due;
    if (watched.slotTick === -1 || due < watched.slotTick) this.#put(watched, due);
  }

  clear(watched: Watched): void {
    watched.dueTick = NEVER;
  }

  /** One tick has gone by. */
  turn(): void {
    const tick = ++this.#tick;
    const slot = this.#slots.get(tick);
    if (slot === undefined) return;
    this.#slots.delete(tick);
    for (const watched of slot) {
      // It lies in an earlier or later slot by now: this entry is a leftover.
      if (watched.slotTick !== tick) continue;
      watched.slotTick = -1;
      if (watched.dueTick <= tick) {
        watched.dueTick = NEVER;
        watched.expired();
      } else if (watched.dueTick !== NEVER) this.#put(watched, watched.dueTick);
    }
  }

  #put(watched: Watched, tick: number): void {
    watched.slotTick = tick;
    const slot = this.#slots.get(tick);
    if (slot === undefined) this.#slots.set(tick, [watched]);
    else slot.push(watched);
  }
}
