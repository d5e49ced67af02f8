const NOTHING = Buffer.alloc(0);

/** Bytes that were received and not read as requests yet, joined when there are enough of them to be worth a look. */
export class InputQueue {
  sizeBytes = 0;
  #first: Buffer = NOTHING;
  #others: Buffer[] | undefined;
  #wantedBytes = 0;

  push(bytes: Buffer): void {
    if (bytes.length === 0) return;
    if (this.sizeBytes === 0) this.#first = bytes;
    else (this.#others ??= []).push(bytes);
    this.sizeBytes += bytes.length;
  }

  /** Nothing can be told before there are so many bytes. */
  want(wantedBytes: number): void {
    this.#wantedBytes = wantedBytes;
  }

  /** All of them in one piece, which is the taker's from then on; undefined while there are too few. */
  take(): Buffer | undefined {
    if (this.sizeBytes === 0 || this.sizeBytes < this.#wantedBytes) return undefined;
    const all = this.#others === undefined ? this.#first : Buffer.concat([this.#first, ...this.#others]);
    this.clear();
    return all;
  }

  clear(): void {
    this.sizeBytes = 0;
    this.#first = NOTHING;
    this.#others = undefined;
    this.#wantedBytes = 0;
  }
}
