import { createColors } from 'picocolors';
import type { Environment, Terminal } from '../terminal.ts';

/** A terminal that keeps what was printed, for tests. */
export class RecordingTerminal implements Terminal {
  readonly environment: Environment;
  readonly color = createColors(false);
  readonly interactive: boolean;
  readonly redraws = false;
  readonly #interruption = new AbortController();
  readonly out: string[] = [];
  readonly err: string[] = [];
  /** What the person in front of it answers. */
  readonly answers: boolean[];

  constructor(environment: Environment = {}, answers: readonly boolean[] = []) {
    this.environment = environment;
    this.answers = [...answers];
    this.interactive = answers.length > 0;
  }

  get interrupted(): AbortSignal {
    return this.#interruption.signal;
  }

  interrupt(): void {
    this.#interruption.abort();
  }

  write(text: string): void {
    this.out.push(text);
  }

  complain(text: string): void {
    this.err.push(text);
  }

  confirm(question: string): Promise<boolean> {
    this.complain(question);
    return Promise.resolve(this.answers.shift() ?? false);
  }
}
