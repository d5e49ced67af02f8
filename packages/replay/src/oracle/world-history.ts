import type { CacheNode, HealthVector } from '@nearhop/contracts';
import type { Address, Prefix } from '@nearhop/ip';
import { RecordHistory } from './record-history.ts';
import type { TruthWrite } from './truth.ts';
import { VectorHistory } from './vector-history.ts';
import type { World } from './world.ts';

export interface WorldHistoryOptions {
  readonly allowsClient: (client: Address) => boolean;
  /** How many writes are remembered: revisions before them are forgotten. 200,000 unless given. */
  readonly mostWrites?: number;
}

/**
 * The world of an answer, or why it is not to be had: `ahead` of what was fed, `forgotten` as too old, or `skipped`: between two
 * that were fed, and none itself.
 */
export type WorldLookup =
  | { readonly kind: 'known'; readonly world: World }
  | { readonly kind: 'ahead' }
  | { readonly kind: 'forgotten' }
  | { readonly kind: 'skipped'; readonly number: 'revision' | 'health' };

/** A load under way. */
export interface WorldLoad {
  add(page: readonly TruthWrite[]): void;
  done(): void;
}

const DEFAULT_MOST_WRITES = 200_000;

/**
 * The world at every recent pair of revision and health number. A world is only a view of records that keep their
 * versions: a revision costs what it writes, and all worlds share the intervals of the blocks.
 */
export class WorldHistory {
  readonly #allowsClient: (client: Address) => boolean;
  readonly #mostWrites: number;
  readonly #vectors = new VectorHistory();
  #records: RecordHistory;
  #last: { readonly revision: number; readonly health: number; readonly lookup: WorldLookup } | undefined;

  constructor(options: WorldHistoryOptions) {
    this.#allowsClient = options.allowsClient;
    this.#mostWrites = options.mostWrites ?? DEFAULT_MOST_WRITES;
    this.#records = new RecordHistory(0, this.#mostWrites);
  }

  /** The newest revision and health number that were fed. */
  get newest(): { readonly revision: number; readonly health: number } {
    return { revision: this.#records.newest, health: this.#vectors.newest };
  }

  /** All records as of a revision, in pages. What was known before stays until `done`, and is then forgotten. */
  load(revision: number): WorldLoad {
    const records = new RecordHistory(revision, this.#mostWrites);
    const done = () => {
      this.#records = records;
      this.#last = undefined;
    };
    return { add: (page) => records.add(page), done };
  }

  /** Takes the next revision. Throws RangeError for one that is not above the newest. */
  apply(revision: number, writes: readonly TruthWrite[]): void {
    this.#records.apply(revision, writes);
    this.#last = undefined;
  }

  publish(vector: HealthVector): void {
    this.#vectors.add(vector);
    this.#last = undefined;
  }

  at(revision: number, health: number): WorldLookup {
    if (this.#last?.revision === revision && this.#last.health === health) return this.#last.lookup;
    const lookup = this.#lookUp(revision, health);
    this.#last = { revision, health, lookup };
    return lookup;
  }

  /** The prefixes of the blocks at the newest revision. */
  blockPrefixes(): Iterable<Prefix> {
    return this.#records.claims.blocks();
  }

  #lookUp(revision: number, health: number): WorldLookup {
    const records = this.#records;
    const standing = records.standingOf(revision);
    if (standing !== 'known')
      return standing === 'skipped' ? { kind: standing, number: 'revision' } : { kind: standing };
    const vector = this.#vectors.at(health);
    if (typeof vector === 'string') return vector === 'skipped' ? { kind: vector, number: 'health' } : { kind: vector };
    const world: World = {
      blocks: records.claims.at(revision, ({ holders }) => holders),
      pending: records.claims.at(revision, ({ waiting }) => waiting),
      nodes: { get: (id): CacheNode | undefined => records.nodeAt(id, revision) },
      vector,
      allowsClient: this.#allowsClient,
    };
    return { kind: 'known', world };
  }
}
