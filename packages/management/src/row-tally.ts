import type { ImportRow } from '@nearhop/contracts';

const MOST_TEXTS = 20;

/** What becomes of one row of an import while its blocks pass through commits. */
export class RowTally {
  readonly line: number;
  customer = '';
  node = '';
  added = 0;
  unchanged = 0;
  refused = 0;
  attentionRequired = 0;
  /** Blocks that no commit has settled yet. */
  pending = 0;
  /** All its blocks were read. */
  closed = false;
  #outcome: ImportRow['outcome'] = 'ok';
  readonly #texts: string[] = [];
  #moreTexts = 0;

  constructor(line: number) {
    this.line = line;
  }

  get settled(): boolean {
    return this.closed && this.pending === 0;
  }

  warn(text: string): void {
    if (this.#outcome === 'ok') this.#outcome = 'warning';
    this.#tell(text);
  }

  fail(text: string): void {
    this.#outcome = 'error';
    this.#tell(text);
  }

  refuseBlock(text: string): void {
    this.refused++;
    this.fail(text);
  }

  toRow(): ImportRow {
    const { line, customer, node, added, unchanged, refused } = this;
    const texts = this.#moreTexts === 0 ? this.#texts : [...this.#texts, `and ${this.#moreTexts} more`];
    return { line, customer, node, outcome: this.#outcome, added, unchanged, refused, texts };
  }

  #tell(text: string): void {
    if (this.#texts.length < MOST_TEXTS) this.#texts.push(text);
    else this.#moreTexts++;
  }
}
