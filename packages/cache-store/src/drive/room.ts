import type { FromDrive } from '../wire/from-drive.ts';
import type { DriveTally } from './drive-tally.ts';
import type { Eviction } from './eviction.ts';
import type { Space } from './space.ts';

const CANDIDATES = 64;
/** Every candidate is evicted or found in use, and then goes to the end: so many rounds have seen enough of them. */
const ROUNDS = 32;
/** More than is needed now is freed at once: a fraction of the drive, at most this. */
const AHEAD_BYTES = 8 * 1_048_576;
const AHEAD_FRACTION = 1 / 128;

export interface RoomPlace {
  readonly space: Space;
  readonly eviction: Eviction;
  readonly tally: DriveTally;
  /** `writing` is never chosen; `open` only when the main thread agrees. */
  readonly stateOf: (extent: number) => 'closed' | 'open' | 'writing';
  /** Evicts a closed one; the bytes that it set free. */
  readonly evict: (extent: number) => number;
  /** Makes it known that what was evicted is gone. */
  readonly evicted: () => void;
  readonly tell: (message: FromDrive) => void;
}

/** Makes room on a drive by evicting, one request after another. */
export class Room {
  readonly #place: RoomPlace;
  #last: Promise<unknown> = Promise.resolve();
  /** Open candidates about which the main thread was asked, and what to do when it has answered for all. */
  #asked: { readonly extents: Set<number>; readonly answered: () => void } | null = null;

  constructor(place: RoomPlace) {
    this.#place = place;
  }

  /** Whether `bytes` can be reserved now. */
  make(bytes: number): Promise<boolean> {
    const turn = this.#last.then(() => this.#make(bytes));
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  /** Frees what can be freed at once, as on a disk that is fuller than it should be. How much it was. */
  evictSome(): number {
    const { eviction, stateOf, evicted } = this.#place;
    let freed = 0;
    for (const extent of eviction.candidates(CANDIDATES)) {
      if (freed >= AHEAD_BYTES) break;
      if (stateOf(extent) === 'closed') freed += this.#evict(extent);
    }
    evicted();
    return freed;
  }

  /** The main thread answered: these it has closed, or keeps. */
  answered(extents: readonly number[]): void {
    for (const extent of extents) this.#asked?.extents.delete(extent);
    if (this.#asked?.extents.size === 0) this.#asked.answered();
  }

  /** The main thread uses these. */
  kept(extents: readonly number[]): void {
    this.#place.eviction.used(extents);
    this.answered(extents);
  }

  /** Nobody will answer any more. */
  giveUp(): void {
    this.#asked?.answered();
  }

  async #make(bytes: number): Promise<boolean> {
    const { space, eviction } = this.#place;
    if (space.lacking(bytes) <= 0) return true;
    const ahead = Math.min(AHEAD_BYTES, space.sizeBytes * AHEAD_FRACTION);
    for (let round = 0; round < ROUNDS && space.lacking(bytes) > 0; round += 1) {
      const candidates = eviction.candidates(CANDIDATES);
      const open = this.#evictClosed(candidates, bytes + ahead);
      if (candidates.length === 0) break;
      if (space.lacking(bytes) > 0 && open.length > 0) {
        await this.#ask(open);
        this.#evictClosed(open, bytes + ahead);
      }
    }
    return space.lacking(bytes) <= 0;
  }

  /** Evicts as many as are needed; gives those that are open. */
  #evictClosed(candidates: readonly number[], bytes: number): number[] {
    const { space, stateOf, eviction, evicted } = this.#place;
    const open: number[] = [];
    for (const extent of candidates) {
      if (space.lacking(bytes) <= 0) break;
      const state = stateOf(extent);
      if (state === 'open') open.push(extent);
      else if (state === 'writing') eviction.used([extent]);
      else this.#evict(extent);
    }
    evicted();
    return open;
  }

  #evict(extent: number): number {
    const { tally, evict } = this.#place;
    const freed = evict(extent);
    tally.evictedExtents += 1;
    tally.evictedBytes += freed;
    return freed;
  }

  async #ask(extents: readonly number[]): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#asked = { extents: new Set(extents), answered: resolve };
      this.#place.tell({ kind: 'reclaim', extents });
    });
    this.#asked = null;
  }
}
