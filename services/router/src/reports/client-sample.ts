import type { Address } from '@nearhop/ip';

/** How many clients a sample holds: enough for shares that are true to a point, and a report of bounded size. */
export const SAMPLE_SIZE = 4_096;

/**
 * Which clients were answered, as far as a bounded sample tells: every n-th, n by how many answers the time before had. Taking note costs a
 * subtraction for most.
 */
export class ClientSample {
  readonly #clients: (Address | undefined)[] = Array.from<undefined>({ length: SAMPLE_SIZE });
  #length = 0;
  #answers = 0;
  #stride = 1;
  #untilNext = 1;

  note(client: Address | undefined): void {
    this.#answers++;
    if (--this.#untilNext > 0) return;
    this.#untilNext = this.#stride;
    if (client === undefined || this.#length === SAMPLE_SIZE) return;
    this.#clients[this.#length++] = client;
  }

  /** What was noted since the last time; begins anew. */
  take(): { readonly answers: number; readonly clients: readonly Address[] } {
    const clients = this.#clients.slice(0, this.#length).filter((client) => client !== undefined);
    const answers = this.#answers;
    // A surge after a quiet time fills the sample with its beginning, once.
    this.#stride = Math.max(1, Math.ceil(answers / SAMPLE_SIZE));
    this.#untilNext = this.#stride;
    this.#length = 0;
    this.#answers = 0;
    return { answers, clients };
  }
}
