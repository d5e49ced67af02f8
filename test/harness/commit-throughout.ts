import { openRegistry, type Change, type Registry } from '@nearhop/registry';
import type { FreshRegistry } from '@nearhop/registry/contract-suite';
import { waitUntil } from './wait-until.ts';

const CLIENTS = 8;
const BEFORE = 20;
const AFTER = 20;
const TIMEOUT_MS = 30_000;

export interface ThroughoutReport {
  readonly acknowledgedBefore: number;
  readonly acknowledgedAfter: number;
  /** Commits of which nobody could say whether they were made; retried under their key. */
  readonly unknown: number;
  readonly refused: number;
  /** Acknowledged commits that are not there afterwards. */
  readonly lost: readonly string[];
  /** Revisions that were acknowledged for two commits. */
  readonly reused: readonly number[];
}

/**
 * Commits from many clients at once, lets something happen to the store in between, and goes on until the clients are acknowledged again.
 * Whatever fails is tried again under the same idempotency key, as a careful client does.
 */
export async function commitThroughout(fresh: FreshRegistry, happen: () => Promise<void>): Promise<ThroughoutReport> {
  const acknowledged = new Map<string, number>();
  let unknown = 0;
  let refused = 0;
  const over = new AbortController();

  async function client(number: number): Promise<void> {
    let registry: Registry = await fresh.reopen('write');
    for (let count = 0; !over.signal.aborted; count++) {
      const id = `c${number}-${count}`;
      const change: Change = {
        writes: [{ kind: 'customer', id, value: { id, name: id, asns: [] } }],
        by: 'test',
        why: null,
        at: new Date().toISOString(),
        idempotencyKey: id,
      };
      while (!over.signal.aborted) {
        try {
          const outcome = await registry.commit(change, []);
          if (outcome.kind !== 'committed') throw new Error(`Not committed: ${JSON.stringify(outcome)}`);
          acknowledged.set(id, outcome.position.revision);
          break;
        } catch (error) {
          const code = (error as { code?: unknown }).code;
          if (code === 'ERR_OUTCOME_UNKNOWN') unknown++;
          else if (code === 'ERR_REGISTRY_UNAVAILABLE') refused++;
          else throw error;
          await Bun.sleep(20);
        }
      }
    }
    await registry.close();
  }

  const clients = Array.from({ length: CLIENTS }, (_, number) => client(number));
  const failed = Promise.race(clients.map((each) => each.then(() => new Promise<never>(() => {}))));
  const reached = (count: number) =>
    waitUntil(`${count} commits are acknowledged`, () => acknowledged.size >= count, TIMEOUT_MS);
  let acknowledgedBefore = 0;
  try {
    await Promise.race([failed, reached(BEFORE)]);
    acknowledgedBefore = acknowledged.size;
    await happen();
    await Promise.race([failed, reached(acknowledged.size + AFTER)]);
  } finally {
    over.abort();
  }
  await Promise.all(clients);
  const registry = await openRegistry(fresh.store, { access: 'follow' });
  try {
    const lost: string[] = [];
    for (const [id, revision] of acknowledged) {
      const record = await registry.get('customer', id);
      if (record?.revision !== revision) lost.push(`${id} of revision ${revision}: ${JSON.stringify(record)}`);
    }
    const revisions = [...acknowledged.values()].sort((x, y) => x - y);
    const reused = revisions.filter((revision, index) => revision === revisions[index - 1]);
    return {
      acknowledgedBefore,
      acknowledgedAfter: acknowledged.size - acknowledgedBefore,
      unknown,
      refused,
      lost,
      reused,
    };
  } finally {
    await registry.close();
  }
}
