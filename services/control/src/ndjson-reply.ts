import type { Response } from 'express';

/** An answer of JSON lines that waits when its reader is slow. */
export class NdjsonReply {
  readonly #response: Response;
  readonly #gone = new AbortController();

  constructor(response: Response) {
    this.#response = response;
    response.once('close', () => {
      if (!response.writableFinished) this.#gone.abort(new Error('The reader left'));
    });
  }

  /** Aborts when the reader leaves before the end. */
  get gone(): AbortSignal {
    return this.#gone.signal;
  }

  get begun(): boolean {
    return this.#response.headersSent;
  }

  async send(line: unknown): Promise<void> {
    if (this.gone.aborted) return;
    if (!this.begun) this.#response.status(200).type('application/x-ndjson').set('Cache-Control', 'no-store');
    if (this.#response.write(`${JSON.stringify(line)}\n`)) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#response.once('drain', resolve);
    this.gone.addEventListener('abort', () => resolve(), { once: true });
    await promise;
  }

  end(): void {
    this.#response.end();
  }
}
