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
import { commitChange } from './commit.ts';
import { findRepeated } from './idempotency.ts';
import { followChanges } from './follow-changes.ts';
import { HealthFile } from './health-file.ts';
import { reserveNumbers } from './node-numbers.ts';
import { patiently } from './patience.ts';
import { listPending } from './pending-claims.ts';
import { readPosition } from './position-row.ts';
import { readSnapshot } from './read-snapshot.ts';
import { findHolder, getRecord, listHistory, listRecords } from './record-reads.ts';
import { beginRestore, finishRestore } from './restore.ts';
import { REGISTRY_FORMAT } from './schema.ts';
import { SqliteConnection } from './sqlite-connection.ts';
import { SecretsFile } from './secrets-file.ts';
import { SqliteHealthStore } from './sqlite-health-store.ts';
import { SqliteSecretStore } from './sqlite-secret-store.ts';
import { WriteQueue } from './write-queue.ts';

export interface SqliteRegistryOptions {
  readonly path: string;
  readonly access: 'write' | 'follow';
}

/**
 * The registry in one SQLite file, for the processes of one machine. An object is bound to the file that it opened: while another
 * one, or none, is at the path, every call rejects; it works again when that same file is back, and otherwise a new one has to be opened.
 */
export class SqliteRegistry implements RestorableRegistry {
  readonly health: HealthStore;
  readonly secrets: SecretStore;
  readonly #options: SqliteRegistryOptions;
  readonly #connection: SqliteConnection;
  readonly #healthStore: SqliteHealthStore;
  readonly #secretStore: SqliteSecretStore;
  readonly #writes: WriteQueue;
  readonly #others = new Set<SqliteConnection>();
  /** The backup whose restore this object has begun. */
  #restoring: string | null = null;

  constructor(options: SqliteRegistryOptions, { connection }: { readonly connection: SqliteConnection }) {
    this.#options = options;
    this.#connection = connection;
    this.#writes = new WriteQueue(() => connection);
    this.#healthStore = new SqliteHealthStore(
      new HealthFile(`${options.path}-health`, () => this.#firstHealthNumber()),
    );
    this.health = this.#healthStore;
    this.#secretStore = new SqliteSecretStore(new SecretsFile(`${options.path}-secrets`));
    this.secrets = options.access === 'write' ? this.#secretStore : NO_SECRETS;
  }

  position(): Promise<RegistryPosition> {
    return this.#read(readPosition);
  }

  snapshot(): Promise<Snapshot> {
    return patiently(() => {
      const connection = this.#openOther();
      try {
        return readSnapshot(connection, () => this.#closeOther(connection));
      } catch (error) {
        this.#closeOther(connection);
        throw error;
      }
    });
  }

  async commit(change: Change, expectations: readonly Expectation[]): Promise<CommitOutcome> {
    this.#mustWrite('commit');
    const checked = checkChange(change);
    return this.#writes.share((connection) => {
      const moment = { nowMs: Date.now(), restoring: this.#restoring };
      return commitChange(connection, checked, expectations, moment);
    });
  }

  changes(after: { revision: number; chain: string; lineage: string }, signal: AbortSignal): AsyncIterable<FollowStep> {
    return followChanges(() => patiently(() => this.#open()), after, signal);
  }

  history(options: { before?: number; limit: number }): Promise<readonly Revision[]> {
    return this.#read((connection) => listHistory(connection, options));
  }

  get<K extends RecordKind>(kind: K, id: string): Promise<StoredRecord<K> | undefined> {
    return this.#read((connection) => getRecord(connection, kind, id));
  }

  list<K extends RecordKind>(kind: K, options: ListOptions): Promise<readonly StoredRecord<K>[]> {
    return this.#read((connection) => listRecords(connection, kind, options));
  }

  holderOf(uniqueKey: string): Promise<{ kind: RecordKind; id: string } | undefined> {
    return this.#read((connection) => findHolder(connection, uniqueKey));
  }

  claimsOf(node: string, options: ListOptions): Promise<readonly StoredRecord<'claim'>[]> {
    return this.#read((connection) => listClaims(connection, { ...options, node }));
  }

  claimsOverlapping(prefix: Prefix, limit: number): Promise<readonly StoredRecord<'claim'>[]> {
    return this.#read((connection) => listOverlapping(connection, prefix, limit));
  }

  pendingClaims(options: PendingClaimsOptions): Promise<readonly StoredRecord<'claim'>[]> {
    return this.#read((connection) => listPending(connection, options));
  }

  async commitOf(idempotencyKey: string): Promise<RegistryPosition | undefined> {
    this.#mustWrite('look up a commit');
    return this.#read((connection) => findRepeated(connection, idempotencyKey, { nowMs: Date.now(), restoring: null }));
  }

  async reserveNodeNumbers(count: number): Promise<number> {
    this.#mustWrite('reserve node numbers');
    return this.#writes.run(() => reserveNumbers(this.#connection, count));
  }

  async beginRestore(plan: RestorePlan): Promise<{ baseRevision: number }> {
    this.#mustWrite('restore');
    return this.#writes.run(() => {
      const baseRevision = beginRestore(this.#connection, plan);
      this.#restoring = plan.backup;
      return { baseRevision };
    });
  }

  async finishRestore(backup: string): Promise<RegistryPosition> {
    this.#mustWrite('restore');
    return this.#writes.run(() => {
      const position = finishRestore(this.#connection, backup);
      this.#restoring = null;
      return position;
    });
  }

  async close(): Promise<void> {
    for (const connection of this.#others) connection.close();
    this.#others.clear();
    this.#healthStore.close();
    this.#secretStore.close();
    this.#connection.close();
  }

  #read<T>(work: (connection: SqliteConnection) => T): Promise<T> {
    return patiently(() =>
      this.#connection.use((connection) => {
        readPosition(connection); // nobody sees a store that is half restored
        return work(connection);
      }),
    );
  }

  #mustWrite(action: string): void {
    if (this.#options.access === 'write') return;
    throw new TypeError(`Cannot ${action}: the registry was opened to follow: open it with access "write"`);
  }

  /** Another read-only connection to the very file that this registry has open. */
  #open(): SqliteConnection {
    const { path } = this.#options;
    this.#connection.checkFiles();
    return new SqliteConnection({ path, format: REGISTRY_FORMAT, access: 'read', identity: this.#connection.identity });
  }

  #openOther(): SqliteConnection {
    const connection = this.#open();
    this.#others.add(connection);
    return connection;
  }

  #closeOther(connection: SqliteConnection): void {
    if (this.#others.delete(connection)) connection.close();
  }

  /**
   * Where health numbers begin in a file that is made now. A registry with revisions may have published before, at far less than one
   * vector a millisecond, so the milliseconds since 1970 are above every number that was ever used.
   */
  async #firstHealthNumber(): Promise<number> {
    const { revision } = await this.position();
    return revision === 0 ? 0 : Date.now();
  }
}
