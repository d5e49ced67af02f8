import type { Revision } from '../revision.ts';
import type { View } from '../view.ts';
import type { Keeper } from './keeper.ts';
import type { LastGood } from './last-good.ts';
import type { Held } from './last-good-reader.ts';
import { slicedCopy } from './sliced-copy.ts';

/** A log of this size takes about as long to replay as the snapshot of the largest table takes to read. */
const LONG_LOG_BYTES = 16 << 20;

/** Snapshots come this much sooner while the log is long, as in an import: a restart must stay quick. */
const SOONER = 12;

type SnapshotOutcome = 'written' | 'failed' | 'nothing-held';

/** Decides when the last good state becomes a snapshot: at most every `snapshotEveryMs`, when something changed. */
export class DiskKeeper<State> implements Keeper<State> {
  readonly #everyMs: number;
  readonly #lastGood: LastGood<State>;
  readonly #view: View<State>;
  #held: Held<State> | undefined;
  #lastSnapshotMs = performance.now();
  #timer: NodeJS.Timeout | undefined;
  #reading: Promise<unknown> | undefined;
  #writing: Promise<SnapshotOutcome> = Promise.resolve('nothing-held');
  #life: 'running' | 'stopped' = 'running';

  constructor(
    options: { readonly snapshotEveryMs: number },
    dependencies: { readonly lastGood: LastGood<State>; readonly view: View<State> },
  ) {
    this.#everyMs = options.snapshotEveryMs;
    this.#lastGood = dependencies.lastGood;
    this.#view = dependencies.view;
  }

  load(): ReturnType<Keeper<State>['load']> {
    const loaded = this.#lastGood.load();
    this.#held = loaded.held;
    if (loaded.held !== undefined && (this.#isLogLong() || this.#lastGood.isDamaged)) this.#schedule();
    return loaded;
  }

  async quiet(): Promise<void> {
    while (this.#reading !== undefined) await this.#reading;
  }

  applied(revision: Revision, held: Held<State>): void {
    this.#lastGood.append(revision);
    this.#held = held;
    this.#schedule();
  }

  async replaced(held: Held<State>): Promise<void> {
    const written = await this.#snapshot(() => held);
    this.#held = held;
    if (written === 'failed') this.#schedule();
  }

  async stop(): Promise<void> {
    this.#life = 'stopped';
    clearTimeout(this.#timer);
    await this.#writing;
    await this.#lastGood.close();
  }

  #isLogLong(): boolean {
    const { logBytes } = this.#lastGood;
    return logBytes === undefined || logBytes > LONG_LOG_BYTES;
  }

  #schedule(): void {
    clearTimeout(this.#timer);
    if (this.#life === 'stopped') return;
    const everyMs = this.#isLogLong() ? this.#everyMs / SOONER : this.#everyMs;
    const waitMs = Math.max(0, this.#lastSnapshotMs + everyMs - performance.now());
    this.#timer = setTimeout(() => void this.#snapshotOfHeld(), waitMs);
  }

  async #snapshotOfHeld(): Promise<void> {
    // The state moves on in place, so its position is asked for when the reading begins.
    if ((await this.#snapshot(() => this.#held)) === 'failed') this.#schedule();
  }

  /** One at a time, in order. */
  #snapshot(latest: () => Held<State> | undefined): Promise<SnapshotOutcome> {
    this.#writing = this.#writeAfter(this.#writing, latest);
    return this.#writing;
  }

  async #writeAfter(last: Promise<unknown>, latest: () => Held<State> | undefined): Promise<SnapshotOutcome> {
    await last;
    const held = latest();
    if (held === undefined) return 'nothing-held';
    this.#lastSnapshotMs = performance.now();
    const body = this.#read(held);
    this.#reading = Promise.allSettled([body]);
    return this.#lastGood.writeSnapshot(held.position, body);
  }

  async #read(held: Held<State>): Promise<Uint8Array[]> {
    try {
      const body = await slicedCopy(this.#view.encode(held.state));
      this.#lastGood.beginLog(held.position);
      return body;
    } finally {
      this.#reading = undefined;
    }
  }
}
