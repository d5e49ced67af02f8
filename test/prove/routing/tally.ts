/** What a check of many generated cases found. */
export interface PropertyResult {
  /** How many answers were compared. */
  readonly tried: number;
  /** Empty, or what went wrong, with what replays it. */
  readonly failures: string[];
}

/** Counts the comparisons that a property made: a zero of failures says nothing without them. */
export class Tally {
  #tried = 0;

  get tried(): number {
    return this.#tried;
  }

  /** Throws unless both are the same; arrays and objects by their JSON. */
  expectSame(what: string, received: unknown, expected: unknown): void {
    this.#tried++;
    const [receivedText, expectedText] = [JSON.stringify(received), JSON.stringify(expected)];
    if (receivedText === expectedText) return;
    throw new Error(`Wrong ${what}: must be ${expectedText}: received ${receivedText}`);
  }
}
