import type { Http1Limits } from './limits.ts';
import { LlhttpWitness } from './llhttp-witness.ts';
import { MessageReader } from './message-reader.ts';

/**
 * The readers of a listener. One serves all requests that are answered at once; a request whose answer takes time keeps its
 * reader, into whose bytes it looks, until the answer is there.
 */
export class ReaderPool<Peer> {
  current: MessageReader<Peer>;
  readonly #limits: Http1Limits;
  readonly #witness: LlhttpWitness;
  readonly #free: MessageReader<Peer>[] = [];

  constructor(limits: Http1Limits) {
    this.#limits = limits;
    this.#witness = new LlhttpWitness(limits);
    this.current = this.#make();
  }

  /** Keeps the current reader from being used for others, until it is released. */
  detach(): MessageReader<Peer> {
    const detached = this.current;
    this.current = this.#free.pop() ?? this.#make();
    return detached;
  }

  release(reader: MessageReader<Peer>): void {
    this.#free.push(reader);
  }

  #make(): MessageReader<Peer> {
    return new MessageReader<Peer>(this.#limits, this.#witness);
  }
}
