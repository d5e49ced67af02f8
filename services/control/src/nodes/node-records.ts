import type { CacheNode, Origin } from '@nearhop/contracts';
import type { RecordKind, RecordValues, RecordWrite, Registry, Revision, StoredRecord } from '@nearhop/registry';
import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

const PAGE = 1_000;
const RETRY_MS = 1_000;

export interface NodeRecordsDependencies {
  readonly registry: Pick<Registry, 'position' | 'get' | 'list' | 'changes'>;
  /** Told when the registry cannot be followed; what was read stays. */
  readonly lost: (error: unknown) => void;
  /** Told of all nodes whenever they were read, and of what each revision after that makes of them and of claims. */
  readonly watcher?: RecordsWatcher | undefined;
}

export interface RecordsWatcher {
  reloaded(nodes: readonly CacheNode[]): void;
  revised(revision: Pick<Revision, 'writes'>): void;
}

/**
 * Nodes and origins as the registry has them, in memory, a moment behind. With the store away they stay as they were read last;
 * before the first reading there are none, and `isLoaded` is false.
 */
export class NodeRecords {
  readonly #dependencies: NodeRecordsDependencies;
  readonly #ending = new AbortController();
  readonly #nodes = new Map<string, StoredRecord<'node'>>();
  readonly #origins = new Map<string, StoredRecord<'origin'>>();
  #originList: { readonly origins: readonly Origin[]; readonly version: string } | undefined;
  /** Where following goes on from. */
  #position: Parameters<Registry['changes']>[0] | undefined;
  #isLoaded = false;
  #running: Promise<void> = Promise.resolve();

  private constructor(dependencies: NodeRecordsDependencies) {
    this.#dependencies = dependencies;
  }

  /** Resolves after the first attempt to read them, whether it went well or not. */
  static async begin(dependencies: NodeRecordsDependencies): Promise<NodeRecords> {
    const records = new NodeRecords(dependencies);
    const { promise, resolve } = Promise.withResolvers<void>();
    records.#running = records.#run(resolve);
    await promise;
    return records;
  }

  get isLoaded(): boolean {
    return this.#isLoaded;
  }

  /** Undefined for a node that is not, or was deleted. One that is not known yet is looked up: it may be a moment old. */
  async node(id: string): Promise<CacheNode | undefined> {
    const record = this.#nodes.get(id) ?? (await this.#dependencies.registry.get('node', id));
    return record?.value.deletedAt === undefined ? record?.value : undefined;
  }

  /** The allow-list, with a name of its content: the same from every control, before and after a restart. */
  get origins(): { readonly origins: readonly Origin[]; readonly version: string } {
    this.#originList ??= listOf([...this.#origins.values()].map(({ value }) => value));
    return this.#originList;
  }

  async end(): Promise<void> {
    this.#ending.abort();
    await this.#running;
  }

  async #run(attempted: () => void): Promise<void> {
    const { signal } = this.#ending;
    while (!signal.aborted) {
      try {
        await this.#load();
        attempted();
        await this.#follow(signal);
      } catch (error) {
        if (!signal.aborted) this.#dependencies.lost(error);
        attempted();
        await sleep(RETRY_MS, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  async #load(): Promise<void> {
    // Read before the records: what comes in between is applied once more.
    this.#position = await this.#dependencies.registry.position();
    const nodes = await this.#all('node');
    const origins = await this.#all('origin');
    this.#nodes.clear();
    this.#origins.clear();
    for (const node of nodes) this.#nodes.set(node.id, node);
    for (const origin of origins) this.#origins.set(origin.id, origin);
    this.#originList = undefined;
    this.#isLoaded = true;
    this.#dependencies.watcher?.reloaded(nodes.map(({ value }) => value));
  }

  /** Returns when the records have to be read anew. */
  async #follow(signal: AbortSignal): Promise<void> {
    if (this.#position === undefined) return;
    for await (const step of this.#dependencies.registry.changes(this.#position, signal)) {
      if (step.kind === 'reload') return;
      const { position, writes } = step.revision;
      const news = writes.filter((write) => this.#apply(write, position.revision));
      this.#dependencies.watcher?.revised({ writes: news });
    }
  }

  /** False for what the reading had seen already. */
  #apply(write: RecordWrite, revision: number): boolean {
    if (write.kind === 'node') return put(this.#nodes, 'node', write.id, write.value, revision);
    if (write.kind !== 'origin') return true;
    this.#originList = undefined;
    return put(this.#origins, 'origin', write.id, write.value, revision);
  }

  async #all<K extends 'node' | 'origin'>(kind: K): Promise<StoredRecord<K>[]> {
    const records: StoredRecord<K>[] = [];
    for (;;) {
      const after = records.at(-1)?.id;
      const page = await this.#dependencies.registry.list(kind, { limit: PAGE, ...(after !== undefined && { after }) });
      records.push(...page);
      if (page.length < PAGE) return records;
    }
  }
}

/** An older value than the one that was read is one that the reading had seen already. */
function put<K extends RecordKind>(
  records: Map<string, { kind: K; id: string; revision: number; value: RecordValues[K] }>,
  kind: K,
  id: string,
  value: RecordValues[K] | null,
  revision: number,
): boolean {
  if ((records.get(id)?.revision ?? 0) >= revision) return false;
  if (value === null) records.delete(id);
  else records.set(id, { kind, id, revision, value });
  return true;
}

function listOf(values: readonly Origin[]) {
  const origins = values.toSorted((x, y) => (x.host < y.host ? -1 : 1));
  const rows = origins.map((origin) => Object.entries(origin).toSorted(([x], [y]) => (x < y ? -1 : 1)));
  return { origins, version: createHash('sha256').update(JSON.stringify(rows)).digest('hex').slice(0, 16) };
}
