import { NO_VECTOR, type HealthVector } from '@nearhop/contracts';
import type { FollowedRegistry } from './followed-registry.ts';
import type { Alarms } from './alarms.ts';
import { messageOf } from './error-message.ts';
import { pause } from '../pause.ts';
import type { VectorFile } from './vector-file.ts';

const SAVE_EVERY_MS = 1_000;
const RETRY_MS = 1_000;

/**
 * The newest health vector: its number only grows. When none arrives the last one stays, and after `staleAfterMs` by
 * receipt on the monotonic clock an alarm says so; an installation in which none was ever published has none to miss.
 */
export class VectorFollower {
  readonly #staleAfterMs: number;
  readonly #file: VectorFile | undefined;
  readonly #alarms: Alarms;
  readonly #changed: () => void;
  #vector = NO_VECTOR;
  #receivedAtMs = performance.now();
  #staleCheck: NodeJS.Timeout | undefined;
  #saving: Promise<void> | undefined;
  readonly #stopping = new AbortController();

  constructor(
    options: { readonly staleAfterMs: number },
    dependencies: { readonly file: VectorFile | undefined; readonly alarms: Alarms; readonly changed: () => void },
  ) {
    this.#staleAfterMs = options.staleAfterMs;
    this.#file = dependencies.file;
    this.#alarms = dependencies.alarms;
    this.#changed = dependencies.changed;
  }

  get vector(): HealthVector {
    return this.#vector;
  }

  /** Takes the last known vector from disk and begins to watch for staleness. */
  start(): void {
    this.#receivedAtMs = performance.now();
    this.#staleCheck = setInterval(() => this.#checkStale(), this.#staleAfterMs / 10);
    try {
      const last = this.#file?.read();
      if (last === undefined) return;
      this.#vector = last;
      this.#changed();
    } catch (error) {
      this.#alarms.raise(
        'vector-read',
        'vector-unreadable',
        `Cannot read the last known health vector: ${messageOf(error)}`,
      );
    }
  }

  /** Follows one store's vectors until `signal` aborts; a health store that fails is tried again. Never rejects. */
  async follow(health: FollowedRegistry['health'], signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        for await (const vector of health.vectors(signal)) this.#offer(vector);
      } catch {
        // What it costs is that no vector arrives, and vector-stale tells that.
      }
      await pause(RETRY_MS, signal);
    }
  }

  async stop(): Promise<void> {
    clearInterval(this.#staleCheck);
    this.#stopping.abort();
    await this.#saving;
  }

  #offer(vector: HealthVector): void {
    if (vector.number <= this.#vector.number) return;
    this.#vector = vector;
    this.#receivedAtMs = performance.now();
    this.#alarms.clear('vector');
    this.#alarms.clear('vector-read');
    this.#saving ??= this.#save();
    this.#changed();
  }

  #checkStale(): void {
    const ageMs = performance.now() - this.#receivedAtMs;
    if (this.#vector.number === 0 || ageMs < this.#staleAfterMs) return;
    const text = `No health vector came for ${Math.round(ageMs / 1_000)} s: the verdicts of number ${this.#vector.number} stay`;
    this.#alarms.raise('vector', 'vector-stale', text);
  }

  /** At most one write a second, and one more at the stop. */
  async #save(): Promise<void> {
    for (let saved: HealthVector | undefined; saved !== this.#vector;) {
      await pause(SAVE_EVERY_MS, this.#stopping.signal);
      saved = this.#vector;
      try {
        await this.#file?.write(saved);
        this.#alarms.clear('vector-write');
      } catch (error) {
        this.#alarms.raise('vector-write', 'vector-unwritable', `Cannot write the health vector: ${messageOf(error)}`);
      }
    }
    this.#saving = undefined;
  }
}
