import type { SourceHead } from '../decision.ts';
import type { FetchFailure } from '../failure.ts';
import { FetchError, type Passage, type Reading } from '../stored-object.ts';
import type { Fill } from './fill.ts';
import { SliceReading } from './slice-reading.ts';

const MOST_UNKNOWN_BYTES = 16 * 1_048_576;

/** An answer on its way through memory to the one client that asked. */
export class AnswerPassage implements Passage {
  readonly lengthBytes: number | null;
  readonly start: number;
  readonly #fill: Fill;
  readonly #end: (fill: Fill) => void;
  #knownEnd: number | null;
  #isRead = false;

  /** `end` ends the fill when nobody wants it any more. */
  constructor(fill: Fill, head: SourceHead, end: (fill: Fill) => void) {
    this.#fill = fill;
    this.#end = end;
    this.start = head.start;
    this.lengthBytes = head.lengthBytes;
    this.#knownEnd = head.end;
    fill.hold();
  }

  get end(): number | null {
    return this.#knownEnd;
  }

  async settled(): Promise<number> {
    const fill = this.#fill;
    while (this.#knownEnd === null) {
      if (fill.isOver && fill.failure !== null) throw new FetchError(fill.failure);
      if (fill.isOver) this.#knownEnd = fill.position;
      else if (fill.position - this.start >= MOST_UNKNOWN_BYTES) throw new FetchError(TOO_LONG);
      else await new Promise<void>((resolve) => this.#orAdvance(resolve));
    }
    return this.#knownEnd;
  }

  read(start: number, end: number): Reading {
    this.#isRead = true;
    const fill = this.#fill;
    const finder = {
      find: () => ({ kind: 'coming', fill }) as const,
      brings: () => true,
      lengthBytes: this.lengthBytes,
    };
    return new SliceReading({ start, end }, finder, 0, () => this.#finish());
  }

  close(): void {
    if (!this.#isRead) this.#finish();
  }

  #finish(): void {
    if (!this.#fill.isOver) this.#end(this.#fill);
    this.#fill.letGo();
  }

  #orAdvance(resolve: () => void): void {
    const before = this.#fill.position;
    this.#fill.wait(resolve);
    if (this.#fill.position !== before) this.#fill.bell.ring();
  }
}

const TOO_LONG: FetchFailure = {
  code: 'TOO_LONG',
  message: 'The answer has no known length, and is too long to wait for its end',
};
