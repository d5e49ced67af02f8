import type { Address } from '@nearhop/ip';
import type { NameAnswer, NameQuery } from './name-query.ts';
import { OriginError } from './origin-error.ts';

export interface OriginNamesOptions {
  readonly leastTtlMs: number;
  readonly mostTtlMs: number;
  /** For how long an answer that ran out is used when the name servers are silent (RFC 8767). */
  readonly staleMs: number;
  /** When an old answer is used rather than to wait for a new one (RFC 8767 section 5). */
  readonly patienceMs: number;
  /** How long a failure is believed. */
  readonly failedMs: number;
  readonly mostNames: number;
}

export const NAME_TIMES: OriginNamesOptions = {
  leastTtlMs: 30_000,
  mostTtlMs: 300_000,
  staleMs: 86_400_000,
  patienceMs: 1_000,
  failedMs: 2_000,
  mostNames: 1_000,
};

export interface OriginNamesDependencies {
  readonly query: NameQuery;
  /** Names that need no query, as of a hosts file. */
  readonly known: ReadonlyMap<string, readonly Address[]>;
  /** Monotonic, in milliseconds. */
  readonly now: () => number;
}

interface Entry {
  readonly addresses: readonly Address[];
  readonly freshUntilMs: number;
}

interface Failure {
  readonly error: OriginError;
  readonly untilMs: number;
}

const MS_PER_SECOND = 1_000;

/** Remembers what the name servers said, and goes on with it while they are silent. */
export class OriginNames {
  readonly #options: OriginNamesOptions;
  readonly #deps: OriginNamesDependencies;
  readonly #entries = new Map<string, Entry>();
  readonly #failures = new Map<string, Failure>();
  readonly #asked = new Map<string, Promise<Entry>>();

  constructor(options: OriginNamesOptions, dependencies: OriginNamesDependencies) {
    this.#options = options;
    this.#deps = dependencies;
  }

  /** All addresses of a host, none of them vetted. Rejects with OriginError. */
  async resolve(host: string): Promise<readonly Address[]> {
    const known = this.#deps.known.get(host);
    if (known !== undefined) return known;
    const now = this.#deps.now();
    const entry = this.#entries.get(host);
    if (entry !== undefined && entry.freshUntilMs > now) return entry.addresses;
    const failure = this.#failures.get(host);
    const isFailing = failure !== undefined && failure.untilMs > now;
    if (entry === undefined || entry.freshUntilMs + this.#options.staleMs < now) {
      if (isFailing) throw failure.error;
      return (await this.#ask(host)).addresses;
    }
    return isFailing ? entry.addresses : this.#renewed(host, entry);
  }

  async #renewed(host: string, old: Entry): Promise<readonly Address[]> {
    const { promise: patience, resolve } = Promise.withResolvers<Entry>();
    const timer = setTimeout(() => resolve(old), this.#options.patienceMs);
    try {
      return (await Promise.race([this.#ask(host), patience])).addresses;
    } catch (error) {
      // That a name is gone is an answer; silence is none.
      if (error instanceof OriginError && error.code === 'name-not-found') throw error;
      return old.addresses;
    } finally {
      clearTimeout(timer);
    }
  }

  #ask(host: string): Promise<Entry> {
    const asked = this.#asked.get(host);
    if (asked !== undefined) return asked;
    const asking = this.#query(host).finally(() => this.#asked.delete(host));
    // It may come back when nobody waits for it any more.
    asking.catch(() => {});
    this.#asked.set(host, asking);
    return asking;
  }

  async #query(host: string): Promise<Entry> {
    const { leastTtlMs, mostTtlMs, failedMs, mostNames } = this.#options;
    let answer: NameAnswer;
    try {
      answer = await this.#deps.query(host);
    } catch (error) {
      const failure = error instanceof OriginError ? error : new OriginError('resolver-failed', String(error));
      if (failure.code === 'name-not-found') this.#entries.delete(host);
      put(this.#failures, host, { error: failure, untilMs: this.#deps.now() + failedMs }, mostNames);
      throw failure;
    }
    const ttlMs = Math.min(Math.max(answer.ttlSeconds * MS_PER_SECOND, leastTtlMs), mostTtlMs);
    const entry = { addresses: answer.addresses, freshUntilMs: this.#deps.now() + ttlMs };
    this.#failures.delete(host);
    put(this.#entries, host, entry, mostNames);
    return entry;
  }
}

/** The name that was put longest ago makes room. */
function put<Value>(map: Map<string, Value>, key: string, value: Value, most: number): void {
  map.delete(key);
  const [oldest] = map.keys();
  if (map.size >= most && oldest !== undefined) map.delete(oldest);
  map.set(key, value);
}
