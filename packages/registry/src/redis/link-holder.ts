import type { Link } from './link.ts';

/** One link that is opened when it is first needed, and again when the last one has ended. */
export class LinkHolder {
  readonly #open: () => Promise<Link>;
  #link: Link | undefined;
  #opening: Promise<Link> | undefined;
  #isClosed = false;

  constructor(open: () => Promise<Link>) {
    this.#open = open;
  }

  /** Rejects with RegistryUnavailableError when no link can be had. */
  async get(): Promise<Link> {
    if (this.#link?.isOpen === true) return this.#link;
    this.#link = undefined;
    this.#opening ??= this.#open().finally(() => (this.#opening = undefined));
    const link = await this.#opening;
    if (this.#isClosed) link.close();
    this.#link = link;
    return link;
  }

  /** Ends the link; the next `get` opens another one, unless `close` was called. */
  drop(): void {
    this.#link?.close();
    this.#link = undefined;
  }

  close(): void {
    this.#isClosed = true;
    this.drop();
  }
}
