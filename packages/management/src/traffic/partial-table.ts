import { routingTableView, type RoutingTable } from '@nearhop/decision';
import type { Prefix } from '@nearhop/ip';
import type { RecordWrite, Registry, StoredRecord } from '@nearhop/registry';
import { claimsAround } from '../claims-around.ts';
import { TurnTaking } from '../turn-taking.ts';

const MOST_LOOKED_AT = 4_096;

/** The routing table as far as it concerns some networks: as it is, and as it would be. */
export interface BeforeAndAfter {
  readonly before: RoutingTable;
  readonly after: RoutingTable;
}

/** Reads the claims around the networks and their nodes. Of the writes only nodes and claims count. */
export async function partialTables(
  registry: Pick<Registry, 'claimsOverlapping' | 'get'>,
  networks: readonly Prefix[],
  writes: readonly RecordWrite[],
): Promise<BeforeAndAfter> {
  const claims = new Map<string, StoredRecord<'claim'>>();
  const nodes = new Map<string, StoredRecord<'node'>>();
  const turns = new TurnTaking();
  for (const network of networks) {
    await turns.lookup();
    for (const claim of (await claimsAround(registry, network, MOST_LOOKED_AT)).claims) claims.set(claim.id, claim);
  }
  const wanted = new Set([...claims.values()].map(({ value }) => value.node));
  for (const write of writes) if (write.kind === 'claim' && write.value !== null) wanted.add(write.value.node);
  for (const id of wanted) {
    const node = await registry.get('node', id);
    if (node !== undefined) nodes.set(id, node);
  }
  const before = await tableOf(nodes, claims);
  for (const write of writes) {
    if (write.kind === 'node') put(nodes, { ...write, revision: 1 });
    else if (write.kind === 'claim') put(claims, { ...write, revision: 1 });
  }
  return { before, after: await tableOf(nodes, claims) };
}

function put<K extends 'node' | 'claim'>(
  records: Map<string, StoredRecord<K>>,
  { kind, id, value, revision }: RecordWrite<K> & { readonly revision: number },
): void {
  if (value === null) records.delete(id);
  else records.set(id, { kind, id, value, revision });
}

function tableOf(
  nodes: ReadonlyMap<string, StoredRecord<'node'>>,
  claims: ReadonlyMap<string, StoredRecord<'claim'>>,
): Promise<RoutingTable> {
  const left = [...claims.values()].filter(({ value }) => nodes.has(value.node));
  return routingTableView.load(pages([...nodes.values()], left));
}

async function* pages(...all: readonly (readonly StoredRecord[])[]): AsyncGenerator<readonly StoredRecord[]> {
  yield* await Promise.resolve(all);
}
