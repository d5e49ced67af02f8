import type { Prefix } from '@nearhop/ip';
import type { RestorableRegistry, RestorePlan } from '../backup/restorable-registry.ts';
import { checkChange } from '../checked-change.ts';
import type { RecordKind, StoredRecord } from '../records.ts';
import type {
  Change,
  CommitOutcome,
  Expectation,
  FollowStep,
  HealthStore,
  ListOptions,
  PendingClaimsOptions,
  Snapshot,
} from '../registry.ts';
import type { RegistryPosition, Revision } from '../revision.ts';
import type { SecretStore } from '../secret-store.ts';
import { NO_SECRETS } from '../secrets/no-secrets.ts';
import { listClaims, listOverlapping } from './claim-reads.ts';
import { Committer } from './committer.ts';
import { DurableWriter } from './durable-writer.ts';
import { confirmCommit, hasMade } from './find-commit.ts';
import { followChanges } from './follow-changes.ts';
import { LinkHolder } from './link-holder.ts';
import type { Link } from './link.ts';
import { listPending } from './pending-claims.ts';
import { readPosition } from './position-hash.ts';
import { readSnapshot } from './read-snapshot.ts';
import { findHolder, getRecord, listHistory, listRecords } from './record-reads.ts';
import { RedisHealthStore } from './redis-health-store.ts';
import { RedisSecretStore } from './redis-secret-store.ts';
import type { RedisStore } from './redis-store.ts';
import type { RequiredAcks } from './required-acks.ts';
import { reserveNumbers } from './reserve-numbers.ts';
import { beginRestore, finishRestore } from './restore.ts';

export interface RedisRegistryOptions {
  readonly access: 'write' | 'follow';
  readonly lineage: string;
}

export interface RedisRegistryDependencies {
  readonly store: RedisStore;
  /** A link to a server that may be written to. */
  readonly openWriter: () => Promise<Link>;
  readonly acks: RequiredAcks;
}

/** The registry in Redis, for many machines. An object commits only to the registry that it opened, by its lineage. */
export class RedisRegistry implements RestorableRegistry {
  readonly health: HealthStore;
  readonly secrets: SecretStore;
  readonly #options: RedisRegistryOptions;
  readonly #store: RedisStore;
  readonly #writerLinks: LinkHolder;
  readonly #writer: DurableWriter;
  readonly #healthLinks: LinkHolder;
  #committer: Committer;

  constructor(options: RedisRegistryOptions, { store, openWriter, acks }: RedisRegistryDependencies) {
    this.#options = options;
    this.#store = store;
    this.#writerLinks = new LinkHolder(openWriter);
    this.#writer = new DurableWriter({ store: store.name }, { links: this.#writerLinks, acks });
    this.#healthLinks = new LinkHolder(() => store.open());
    this.#committer = this.#newCommitter(options.lineage, '');
    this.health = new RedisHealthStore({ store, links: this.#healthLinks });
    const lineage = () => this.#committer.lineage;
    this.secrets =
      options.access === 'write' ? new RedisSecretStore({ store, writer: this.#writer, lineage }) : NO_SECRETS;
  }

  position(): Promise<RegistryPosition> {
    return this.#store.read(readPosition);
  }

  snapshot(): Promise<Snapshot> {
    return this.#store.using(
      () => this.#store.open(),
      async (link) => {
        try {
          return await readSnapshot(link);
        } finally {
          link.close();
        }
      },
    );
  }

  async commit(change: Change, expectations: readonly Expectation[]): Promise<CommitOutcome> {
    this.#mustWrite('commit');
    return this.#committer.commit(checkChange(change), expectations);
  }

  async *changes(
    after: { revision: number; chain: string; lineage: string },
    signal: AbortSignal,
  ): AsyncGenerator<FollowStep, void> {
    try {
      yield* followChanges(() => this.#store.open(), after, signal);
    } catch (error) {
      throw this.#store.explain(error);
    }
  }

  history(options: { before?: number; limit: number }): Promise<readonly Revision[]> {
    return this.#store.read((link) => listHistory(link, options));
  }

  get<K extends RecordKind>(kind: K, id: string): Promise<StoredRecord<K> | undefined> {
    return this.#store.read((link) => getRecord(link, kind, id));
  }

  list<K extends RecordKind>(kind: K, options: ListOptions): Promise<readonly StoredRecord<K>[]> {
    return this.#store.read((link) => listRecords(link, kind, options));
  }

  holderOf(uniqueKey: string): Promise<{ kind: RecordKind; id: string } | undefined> {
    return this.#store.read((link) => findHolder(link, uniqueKey));
  }

  claimsOf(node: string, options: ListOptions): Promise<readonly StoredRecord<'claim'>[]> {
    return this.#store.read((link) => listClaims(link, { ...options, node }));
  }

  claimsOverlapping(prefix: Prefix, limit: number): Promise<readonly StoredRecord<'claim'>[]> {
    return this.#store.read((link) => listOverlapping(link, prefix, limit));
  }

  pendingClaims(options: PendingClaimsOptions): Promise<readonly StoredRecord<'claim'>[]> {
    return this.#store.read((link) => listPending(link, options));
  }

  async commitOf(idempotencyKey: string): Promise<RegistryPosition | undefined> {
    this.#mustWrite('look up a commit');
    if (!(await this.#store.read((link) => hasMade(link, idempotencyKey)))) return undefined;
    return this.#alone((link, committer) => confirmCommit(link, committer, idempotencyKey));
  }

  async reserveNodeNumbers(count: number): Promise<number> {
    this.#mustWrite('reserve node numbers');
    return this.#alone((link, committer) => reserveNumbers(link, committer, count));
  }

  async beginRestore({ lineage, backup, aboveRevision }: RestorePlan): Promise<{ baseRevision: number }> {
    this.#mustWrite('restore');
    const baseRevision = await this.#alone((link, committer) =>
      beginRestore(link, committer, { lineage, backup, aboveRevision }),
    );
    this.#committer = this.#newCommitter(lineage, backup);
    return { baseRevision };
  }

  async finishRestore(backup: string): Promise<RegistryPosition> {
    this.#mustWrite('restore');
    const { lineage } = this.#committer;
    const position = await this.#alone((link, committer) => finishRestore(link, committer, backup));
    this.#committer = this.#newCommitter(lineage, '');
    return position;
  }

  async close(): Promise<void> {
    this.#writerLinks.close();
    this.#healthLinks.close();
    this.#store.close();
  }

  /** Writes over the link of the commits, when none is under way. */
  #alone<T>(work: (link: Link, committer: Committer) => Promise<T>): Promise<T> {
    const committer = this.#committer;
    return committer.alone(() =>
      this.#store.using(
        () => this.#writer.link(),
        (link) => work(link, committer),
      ),
    );
  }

  #newCommitter(lineage: string, restoring: string): Committer {
    return new Committer({ lineage, restoring }, { writer: this.#writer });
  }

  #mustWrite(action: string): void {
    if (this.#options.access === 'write') return;
    throw new TypeError(`Cannot ${action}: the registry was opened to follow: open it with access "write"`);
  }
}
