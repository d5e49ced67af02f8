import type { ClaimState, HealthVector } from '@nearhop/contracts';
import type { Prefix } from '@nearhop/ip';
import type { RecordKind, RecordWrite, StoredRecord } from './records.ts';
import type { RegistryPosition, Revision } from './revision.ts';
import type { SecretStore } from './secret-store.ts';

/** The most records that one commit may write and one snapshot page may hold: larger work is a row of commits. */
export const MAX_WRITES_PER_COMMIT = 5_000;

/** A change to make in one step, or not at all. */
export interface Change {
  readonly writes: readonly RecordWrite[];
  readonly by: string;
  readonly why: string | null;
  /** RFC 3339 instant, UTC, milliseconds. */
  readonly at: string;
  /** A retry with the same key finds the first commit instead of making a second. */
  readonly idempotencyKey?: string;
}

/** What must hold for a commit to be made: the record's own revision, or 0 for "does not exist". */
export interface Expectation {
  readonly kind: RecordKind;
  readonly id: string;
  readonly revision: number;
}

/** A valid claim that cannot be: another customer holds overlapping space, or a node of one's own holds the equal prefix unshared. */
export interface ClaimConflict {
  /** The id of the claim in the change. */
  readonly claim: string;
  readonly cause: 'other-customer' | 'own-node';
  /** The claim that stands in the way. */
  readonly with: StoredRecord<'claim'>;
}

export type CommitOutcome =
  /** `repeated`: an earlier commit with this idempotency key was found; nothing was written now. */
  | { readonly kind: 'committed'; readonly position: RegistryPosition; readonly repeated: boolean }
  /** Records that are not as expected, with the revision they have (0: absent). */
  | { readonly kind: 'stale'; readonly found: readonly Expectation[] }
  /** Blocks that would break the rules of address space; nothing was written. */
  | { readonly kind: 'overlap'; readonly conflicts: readonly ClaimConflict[] }
  /** A unique key (see unique-keys.ts) that another record holds; nothing was written. */
  | {
      readonly kind: 'taken';
      readonly key: string;
      readonly heldBy: { readonly kind: RecordKind; readonly id: string };
    };

export interface ListOptions {
  /** Only this customer's. */
  readonly customer?: string;
  /** Ids greater than this one, in ascending order of id. */
  readonly after?: string;
  readonly limit: number;
}

export interface PendingClaimsOptions extends ListOptions {
  readonly states: readonly Exclude<ClaimState, 'valid'>[];
}

/** All records as of one position, in pages of at most `MAX_WRITES_PER_COMMIT`, kinds in the order of `RECORD_KINDS`. */
export interface Snapshot {
  readonly position: RegistryPosition;
  readonly pages: AsyncIterable<readonly StoredRecord[]>;
}

/** A step of following: the next revision, or `reload` when the revisions since are not to be had or do not link. */
export type FollowStep = { readonly kind: 'revision'; readonly revision: Revision } | { readonly kind: 'reload' };

/**
 * The truth about customers, nodes, claims and origins; every commit is one revision.
 * Methods reject with `RegistryUnavailableError` when the store cannot be reached or read, and `commit` with
 * `OutcomeUnknownError` when nobody can say whether it was made.
 */
export interface Registry {
  position(): Promise<RegistryPosition>;
  snapshot(): Promise<Snapshot>;
  /**
   * Checks expectations, unique keys and overlaps and writes, in one step.
   * Claims with state `valid` are checked against all others in both directions.
   */
  commit(change: Change, expectations: readonly Expectation[]): Promise<CommitOutcome>;
  /** Follows from a position that the caller holds. Ends when `signal` aborts; waits while nothing is new. */
  changes(
    after: { readonly revision: number; readonly chain: string; readonly lineage: string },
    signal: AbortSignal,
  ): AsyncIterable<FollowStep>;
  /** Revisions below `before` (or the newest), newest first. */
  history(options: { readonly before?: number; readonly limit: number }): Promise<readonly Revision[]>;

  get<K extends RecordKind>(kind: K, id: string): Promise<StoredRecord<K> | undefined>;
  list<K extends RecordKind>(kind: K, options: ListOptions): Promise<readonly StoredRecord<K>[]>;
  /** The record that holds a unique key, if any. */
  holderOf(uniqueKey: string): Promise<{ readonly kind: RecordKind; readonly id: string } | undefined>;
  claimsOf(node: string, options: ListOptions): Promise<readonly StoredRecord<'claim'>[]>;
  /** Claims of any state that contain, equal or lie inside the prefix; at most `limit`, ancestors first. */
  claimsOverlapping(prefix: Prefix, limit: number): Promise<readonly StoredRecord<'claim'>[]>;
  /** Claims that wait for somebody, or were released, in the order of their prefixes; `after` is a claim's id. */
  pendingClaims(options: PendingClaimsOptions): Promise<readonly StoredRecord<'claim'>[]>;
  /** The position after the commit that an idempotency key made, while the key is remembered (24 h). For those who write: it is as durable as a commit's answer. */
  commitOf(idempotencyKey: string): Promise<RegistryPosition | undefined>;
  /** Reserves `count` node numbers that were never used before; returns the first. */
  reserveNodeNumbers(count: number): Promise<number>;

  readonly health: HealthStore;
  /** Its methods reject with a TypeError where the registry is open to follow: followers never see secrets. */
  readonly secrets: SecretStore;
  close(): Promise<void>;
}

/** Health passes through the store without being a revision, and without its durability. */
export interface HealthStore {
  /** Publishes a whole vector under the next health number, and returns it. */
  publishVector(entries: Uint8Array, publishedAtMs: number): Promise<HealthVector>;
  vector(): Promise<HealthVector>;
  /** The vector now (when one was published) and each newer one, until `signal` aborts; may skip to the newest. */
  vectors(signal: AbortSignal): AsyncIterable<HealthVector>;
  /** One monitor's opinions, a byte per node by its number; overwrites its last. */
  putOpinions(monitor: string, opinions: Uint8Array, atMs: number): Promise<void>;
  opinions(): Promise<readonly { readonly monitor: string; readonly opinions: Uint8Array; readonly atMs: number }[]>;
  /** The heartbeats that control has seen: seconds since the last, a byte per node by its number, 255 for none. */
  putHeartbeats(ages: Uint8Array, atMs: number): Promise<void>;
  heartbeats(): Promise<{ readonly ages: Uint8Array; readonly atMs: number } | undefined>;
  /** Takes or renews a lease for `ttlMs`; false when another holds it. */
  acquireLease(name: string, holder: string, ttlMs: number): Promise<boolean>;
  releaseLease(name: string, holder: string): Promise<void>;
}
