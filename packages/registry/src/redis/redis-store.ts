import { OutcomeUnknownError, RegistryUnavailableError } from '../errors.ts';
import { openLink, type OpenLinkOptions } from './open-link.ts';
import { LinkHolder } from './link-holder.ts';
import type { Link } from './link.ts';
import { isRedirection, isRefusal, isTimeout, unavailable } from './redis-failure.ts';
import { describeTarget, type RedisTarget } from './redis-target.ts';

/** A Redis deployment as one registry object uses it: a link that all reads share, and links that one job has to itself. */
export class RedisStore {
  readonly name: string;
  readonly #target: RedisTarget;
  readonly #options: OpenLinkOptions;
  readonly #reader = new LinkHolder(() => this.open());
  readonly #own = new Set<Link>();
  #isClosed = false;

  constructor(target: RedisTarget, options: OpenLinkOptions) {
    this.#target = target;
    this.#options = options;
    this.name = describeTarget(target);
  }

  /** A new link, to be closed by the caller; `close` of the store ends it too. Rejects with RegistryUnavailableError. */
  async open(): Promise<Link> {
    this.#checkOpen();
    const link = await openLink(this.#target, this.#options);
    for (const other of this.#own) if (!other.isOpen) this.#own.delete(other);
    this.#own.add(link);
    if (this.#isClosed) link.close();
    return link;
  }

  /** Reads over the shared link; once more over a new one where that has ended. Rejects with RegistryUnavailableError. */
  async read<T>(work: (link: Link) => Promise<T>): Promise<T> {
    const link = await this.#reader.get();
    try {
      return await work(link);
    } catch (error) {
      if (isRedirection(error)) this.#reader.drop();
      const again = isRefusal(error) ? isRedirection(error) : !link.isOpen && !isTimeout(error);
      if (!again) throw this.explain(error);
    }
    return this.using(() => this.#reader.get(), work);
  }

  /** Does some work over a link, with failures as the port tells them. */
  async using<T>(get: () => Promise<Link>, work: (link: Link) => Promise<T>): Promise<T> {
    const link = await get();
    try {
      return await work(link);
    } catch (error) {
      throw this.explain(error);
    }
  }

  /** What Redis or its client threw, as RegistryUnavailableError; misuse as it is. */
  explain(error: unknown): unknown {
    if (error instanceof RangeError || error instanceof TypeError || error instanceof OutcomeUnknownError) return error;
    return unavailable(this.name, error);
  }

  close(): void {
    this.#isClosed = true;
    this.#reader.close();
    for (const link of this.#own) link.close();
    this.#own.clear();
  }

  #checkOpen(): void {
    if (this.#isClosed) throw new RegistryUnavailableError(`Cannot use store "${this.name}": it was closed`);
  }
}
