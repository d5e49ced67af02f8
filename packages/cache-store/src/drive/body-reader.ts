/** Chunks in a row before others get their turn. */
const CHUNKS_PER_TURN = 16;

/** Reads a body chunk by chunk, as long as its signal lets it. */
export class BodyReader {
  readonly #iterator: AsyncIterator<Uint8Array>;
  readonly #signal: AbortSignal;
  #chunks = 0;
  /** Ends the wait for a chunk. */
  #giveUp: (reason: Error) => void = () => undefined;

  constructor(body: AsyncIterable<Uint8Array>, signal: AbortSignal) {
    this.#iterator = body[Symbol.asyncIterator]();
    this.#signal = signal;
    signal.addEventListener('abort', () => this.#giveUp(signal.reason as Error), { once: true });
  }

  /** Null at the end. Rejects with the signal's reason once it is aborted. */
  async next(): Promise<Uint8Array | null> {
    this.#chunks += 1;
    // A source that always has something would keep everything else in the Worker waiting.
    if (this.#chunks % CHUNKS_PER_TURN === 0) await new Promise((resolve) => setImmediate(resolve));
    this.#signal.throwIfAborted();
    const { done, value } = await new Promise<IteratorResult<Uint8Array>>((resolve, reject) => {
      this.#giveUp = reject;
      this.#iterator.next().then(resolve, reject);
    });
    return done === true ? null : value;
  }

  /** The source may be stuck: nobody waits for it. */
  close(): void {
    this.#iterator.return?.().catch(() => undefined);
  }
}
