import type { CacheNode, Claim } from '@nearhop/contracts';
import { claimId } from '@nearhop/contracts';
import { MAX_WRITES_PER_COMMIT, openRegistry, type RecordWrite } from '@nearhop/registry';

export const CUSTOMERS = 100;

export interface ManyNodes {
  readonly nodes: readonly Pick<CacheNode, 'id' | 'customer' | 'name'>[];
}

/** Puts nodes with two blocks each into an empty store, in commits as large as may be. */
export async function writeManyNodes(store: string, count: number): Promise<ManyNodes> {
  const at = new Date().toISOString();
  const registry = await openRegistry(store, { access: 'write' });
  try {
    const first = await registry.reserveNodeNumbers(count);
    const customers = Array.from({ length: CUSTOMERS }, (_, index) => {
      const id = `c${index}`;
      return { kind: 'customer' as const, id, value: { id, name: id, asns: [] } };
    });
    const nodes = Array.from({ length: count }, (_, index) => nodeOf(index, first + index, at));
    const claims = nodes.flatMap((node, index) => claimsOf(node, index, at));
    const writes: RecordWrite[] = [
      ...customers,
      ...nodes.map((value) => ({ kind: 'node', id: value.id, value }) as const),
      ...claims.map((value) => ({ kind: 'claim', id: claimId(value), value }) as const),
    ];
    for (let from = 0; from < writes.length; from += MAX_WRITES_PER_COMMIT) {
      const batch = writes.slice(from, from + MAX_WRITES_PER_COMMIT);
      const outcome = await registry.commit({ writes: batch, by: 'prove', why: null, at }, []);
      if (outcome.kind !== 'committed') throw new Error(`Cannot fill the store: ${JSON.stringify(outcome)}`);
    }
    return { nodes };
  } finally {
    await registry.close();
  }
}

function nodeOf(index: number, number: number, at: string): CacheNode {
  return {
    id: `n_${index.toString(36).padStart(16, '0')}`,
    number,
    customer: `c${index % CUSTOMERS}`,
    name: `Site-${index}`,
    servers: { ipv4: { address: `9.${index >> 16}.${(index >> 8) & 255}.${index & 255}`, port: 80 } },
    enabled: true,
    activated: true,
    maxEgressMbps: 10_000,
    labels: { site: `site-${index % 50}` },
    admin: { state: 'auto' },
    createdAt: at,
  };
}

function claimsOf({ id, customer }: CacheNode, index: number, at: string): Claim[] {
  const prefixes = [`20.${index >> 8}.${index & 255}.0/28`, `21.${index >> 8}.${index & 255}.128/28`];
  return prefixes.map((prefix) => ({ node: id, customer, prefix, state: 'valid', shared: false, since: at }));
}
