import type { Signal } from '../verdict/signal.ts';
import type { Judged, VerdictKeeper } from '../verdict/verdict-keeper.ts';
import { SegmentWriter } from './recording.ts';

/** Segments that a full recording consists of: what goes when room is needed is the oldest of them. */
const SEGMENTS = 8;

/**
 * A keeper whose signals are recorded within a bound. Each segment begins with a checkpoint, so that the oldest can go and the
 * rest still replay to the event.
 */
export class RecordedKeeper {
  readonly #keeper: VerdictKeeper;
  readonly #segmentBytes: number;
  readonly #finished: Uint8Array[] = [];
  #segment: SegmentWriter;

  constructor(keeper: VerdictKeeper, atMostBytes: number) {
    this.#keeper = keeper;
    this.#segmentBytes = atMostBytes / SEGMENTS;
    this.#segment = new SegmentWriter(keeper);
  }

  take(signal: Exclude<Signal, { kind: 'tick' }>): void {
    this.#segment.add(signal);
    this.#keeper.take(signal);
  }

  tick(nowMs: number): Judged {
    this.#segment.add({ kind: 'tick', atMs: nowMs });
    const judged = this.#keeper.tick(nowMs);
    if (this.#segment.sizeBytes >= this.#segmentBytes) this.#cut();
    return judged;
  }

  get keeper(): VerdictKeeper {
    return this.#keeper;
  }

  /** The segments that are kept, oldest first. */
  recording(): Uint8Array[] {
    return [...this.#finished, this.#segment.finished()];
  }

  #cut(): void {
    this.#finished.push(this.#segment.finished());
    if (this.#finished.length >= SEGMENTS) this.#finished.shift();
    this.#segment = new SegmentWriter(this.#keeper);
  }
}
