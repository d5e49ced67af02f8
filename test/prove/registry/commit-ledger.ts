import type { Redis } from 'ioredis';
import { readFirstChain, readHistory, readRecords, type StoredRevision } from './stored-history.ts';
import type { Attempt, Sighting } from './writer-messages.ts';

export interface LedgerCounts {
  readonly attempts: number;
  readonly acknowledged: number;
  readonly unknown: number;
  readonly unavailable: number;
  /** Commits that were unknown first, and acknowledged at a retry. */
  readonly resolved: number;
  readonly sightings: number;
}

/** Times of attempts, to tell what was under way at an instant. */
interface Span {
  readonly startedAtMs: number;
  readonly endedAtMs: number;
}

/** What writers and followers were told, held against what the store holds: the oracle of the failover checks. */
export class CommitLedger {
  readonly violations: string[] = [];
  /** Keys of acknowledged commits that the store does not hold as they were acknowledged. */
  readonly lost = new Set<string>();
  /** Why attempts were not acknowledged, with how often; numbers in it as "#". */
  readonly reasons = new Map<string, number>();
  readonly #acknowledged = new Map<string, Sighting>();
  readonly #unknownKeys = new Set<string>();
  readonly #contents = new Map<number, string>();
  readonly #standing = new Map<string, number>();
  readonly #spans: Span[] = [];
  #made = new Map<string, number>();
  #verified: Sighting = { revision: 0, chain: '' };
  #counts = { unknown: 0, unavailable: 0, resolved: 0, sightings: 0 };

  get counts(): LedgerCounts {
    return { ...this.#counts, attempts: this.#spans.length, acknowledged: this.#acknowledged.size };
  }

  /** Attempts that were under way at some time between two instants. */
  underWay(fromMs: number, toMs: number): number {
    return this.#spans.filter(({ startedAtMs, endedAtMs }) => startedAtMs <= toMs && endedAtMs >= fromMs).length;
  }

  attempted({ key, startedAtMs, endedAtMs, outcome }: Attempt): void {
    this.#spans.push({ startedAtMs, endedAtMs });
    if ('why' in outcome) this.#note(outcome.why.replaceAll(/\d+/g, '#'));
    switch (outcome.kind) {
      case 'acknowledged': {
        const { revision, chain, previously } = outcome;
        const wasUnknown = this.#unknownKeys.has(key);
        if (wasUnknown) this.#counts.resolved++;
        if (previously && !wasUnknown)
          this.#accuse(`${key} was refused, and made all the same at revision ${revision}`);
        this.#content(revision, chain, `the writer of ${key}`);
        this.#acknowledged.set(key, { revision, chain });
        break;
      }
      case 'unknown':
        this.#counts.unknown++;
        this.#unknownKeys.add(key);
        break;
      case 'unavailable':
        this.#counts.unavailable++;
        break;
      case 'odd':
        this.#accuse(`${key} ended with ${outcome.why}`);
    }
  }

  /** A follower's place, in the order in which it took them. */
  sighted(follower: string, { revision, chain }: Sighting): void {
    this.#counts.sightings++;
    const before = this.#standing.get(follower) ?? 0;
    if (revision < before) this.#accuse(`follower ${follower} went back from revision ${before} to ${revision}`);
    this.#standing.set(follower, revision);
    this.#content(revision, chain, `follower ${follower}`);
  }

  /** Reads what the store has come to hold since the last time, and looks for every acknowledged commit in it. */
  async verify(redis: Redis): Promise<void> {
    const claimed = [...this.#acknowledged];
    const later = await readHistory(redis, this.#verified.revision);
    if (this.#verified.revision > 0 && isNext(this.#verified, later)) this.#read(later);
    else await this.#readAll(redis);
    for (const [key, { revision }] of claimed) if (this.#made.get(key) !== revision) this.#lose(key, revision);
  }

  /** At the end, when nobody writes: the records themselves, and those that each follower holds. */
  async verifyRecords(redis: Redis, followers: ReadonlyMap<string, ReadonlyMap<string, number>>): Promise<void> {
    await this.verify(redis);
    const records = await readRecords(redis);
    for (const [key, { revision }] of this.#acknowledged) if (records.get(key) !== revision) this.#lose(key, revision);
    const holders = [['the history', this.#made] as const, ...followers];
    for (const [name, held] of holders) {
      const isSame = held.size === records.size && [...held].every(([key, revision]) => records.get(key) === revision);
      if (!isSame) this.#accuse(`${name} holds ${held.size} records, the store ${records.size}, or not the same ones`);
    }
  }

  async #readAll(redis: Redis): Promise<void> {
    this.#made = new Map();
    this.#verified = { revision: 0, chain: await readFirstChain(redis) };
    this.#read(await readHistory(redis, 0));
  }

  #read(revisions: readonly StoredRevision[]): void {
    for (const stored of revisions) {
      const { revision, chain, previous, keys, isIntact } = stored;
      const { revision: last, chain: lastChain } = this.#verified;
      if (previous.revision !== last || previous.chain !== lastChain)
        this.#accuse(`revision ${revision} follows ${previous.revision}, after ${last} in the history`);
      if (!isIntact) this.#accuse(`revision ${revision} is not what its chain says`);
      this.#content(revision, chain, 'the history');
      for (const key of keys) {
        const before = this.#made.get(key);
        if (before !== undefined) this.#accuse(`${key} was made twice: at revisions ${before} and ${revision}`);
        this.#made.set(key, revision);
      }
      this.#verified = { revision, chain };
    }
  }

  #content(revision: number, chain: string, source: string): void {
    const known = this.#contents.get(revision);
    this.#contents.set(revision, chain);
    if (known !== undefined && known !== chain)
      this.#accuse(`revision ${revision} has two contents: ${source} saw the second`);
  }

  #lose(key: string, revision: number): void {
    if (this.lost.has(key)) return;
    this.lost.add(key);
    this.#accuse(`${key} was acknowledged at revision ${revision}, and is lost`);
  }

  #note(reason: string): void {
    this.reasons.set(reason, (this.reasons.get(reason) ?? 0) + 1);
  }

  #accuse(what: string): void {
    this.violations.push(what);
  }
}

function isNext(verified: Sighting, [first]: readonly StoredRevision[]): boolean {
  return first?.previous.revision === verified.revision && first.previous.chain === verified.chain;
}
