import type { Redis } from 'ioredis';
import { LinkClosedError } from './redis-failure.ts';

export type Argument = string | number | Buffer;

/**
 * One connection to one server, for as long as that lasts: it never reconnects or sends again, so that what was sent down it went to one
 * server, once, in order. What is called in one turn of the event loop goes out in one piece at its end. After the end of the connection,
 * or a command without an answer in time, every call rejects.
 */
export class Link {
  readonly #redis: Redis;
  readonly #listeners: (() => void)[] = [];
  #isOpen = true;
  #isGathering = false;

  constructor(redis: Redis) {
    this.#redis = redis;
    redis.once('end', () => this.close());
    redis.once('close', () => this.close());
  }

  get isOpen(): boolean {
    return this.#isOpen && this.#redis.status === 'ready';
  }

  /** Rejects with ReplyError for a refusal, LinkClosedError when nothing was sent; after any other error nobody knows. */
  call(command: string, ...args: readonly Argument[]): Promise<unknown> {
    return this.#send(() => this.#redis.call(command, [...args]));
  }

  /** As `call`, with bytes instead of text. */
  callBytes(command: string, ...args: readonly Argument[]): Promise<unknown> {
    return this.#send(() => this.#redis.callBuffer(command, [...args]));
  }

  /** Several commands in one step, with nothing of anybody else's in between. */
  async atomic(commands: readonly (readonly Argument[])[]): Promise<readonly unknown[]> {
    if (commands.length === 0) return [];
    const transaction = this.#redis.multi();
    for (const [command, ...args] of commands) transaction.call(String(command), args);
    const answers = (await this.#send(() => transaction.exec())) as [Error | null, unknown][];
    for (const [error] of answers) if (error !== null) throw error;
    return answers.map(([, answer]) => answer);
  }

  /** The text fields of a hash, in the order asked. */
  async hashFields(key: string, fields: readonly string[]): Promise<readonly (string | null)[]> {
    return fields.length === 0 ? [] : ((await this.call('HMGET', key, ...fields)) as (string | null)[]);
  }

  /** Calls once when the link has ended, at once when it has already. */
  whenClosed(listener: () => void): void {
    if (this.#isOpen) this.#listeners.push(listener);
    else listener();
  }

  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#redis.disconnect();
    for (const listener of this.#listeners) listener();
  }

  async #send(send: () => Promise<unknown>): Promise<unknown> {
    if (!this.isOpen) throw new LinkClosedError('the connection is closed');
    this.#gather();
    try {
      return await send();
    } catch (error) {
      // Answers that are late would still come: whoever goes on must not wait behind them.
      if (!(error instanceof Error && error.name === 'ReplyError')) this.close();
      throw error;
    }
  }

  /** Holds back what is written until the end of this turn. ioredis' own pipelining would let transactions overtake what it queues. */
  #gather(): void {
    if (this.#isGathering) return;
    this.#isGathering = true;
    const { stream } = this.#redis;
    stream.cork();
    setImmediate(() => {
      this.#isGathering = false;
      stream.uncork();
    });
  }
}
