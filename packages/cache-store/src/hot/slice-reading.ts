import type { FetchFailure } from '../failure.ts';
import { SLICE_BYTES, sliceAt } from '../slices.ts';
import type { Readiness, Reading } from '../stored-object.ts';
import type { SliceFinder } from './slice-finder.ts';
import { SlicePart } from './slice-part.ts';

/** One reader's way through a range: a part for each slice, of which it is at one. */
export class SliceReading implements Reading {
  readonly parts: readonly SlicePart[];
  readonly storedBytes: number;
  readonly missingBytes: number;
  failure: FetchFailure | null = null;
  isClosed = false;
  readonly #closed: () => void;
  #current: SlicePart | null = null;

  constructor(
    range: { readonly start: number; readonly end: number },
    finder: SliceFinder,
    storedBytes: number,
    closed: () => void = () => undefined,
  ) {
    const { start, end } = range;
    const parts: SlicePart[] = [];
    for (let slice = sliceAt(start); slice * SLICE_BYTES < end; slice += 1) {
      parts.push(new SlicePart(this, finder, slice, Math.max(start, slice * SLICE_BYTES), end));
    }
    this.parts = parts;
    this.storedBytes = storedBytes;
    this.missingBytes = end - start - storedBytes;
    this.#closed = closed;
  }

  async ready(): Promise<Readiness> {
    const first = this.parts[0];
    if (first === undefined) return { kind: 'ready' };
    for (;;) {
      const available = first.available();
      if (available === 'failed') return { kind: 'failed', failure: this.failure ?? CLOSED };
      if (available > first.offset) return { kind: 'ready' };
      await new Promise<void>((resolve) => {
        first.onAdvance(resolve);
      });
    }
  }

  /** The part is the one that is sent now: those before it are done with. */
  enter(part: SlicePart): void {
    if (this.#current === part) return;
    this.#current?.leave();
    this.#current = part;
  }

  fail(failure: FetchFailure): void {
    this.failure ??= failure;
  }

  close(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.failure ??= CLOSED;
    this.#current?.leave();
    this.#current = null;
    this.#closed();
  }
}

const CLOSED: FetchFailure = { code: 'ABANDONED', message: 'The reading was closed' };
