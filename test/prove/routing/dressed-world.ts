import { claimId, vectorEntry, type CacheNode, type Claim } from '@nearhop/contracts';
import { Address, AddressPolicy, Prefix } from '@nearhop/ip';
import { MAX_WRITES_PER_COMMIT, type RecordWrite, type Registry, type StoredRecord } from '@nearhop/registry';
import { worldOf, type World } from '@nearhop/replay';
import { randomInteger, seededRandom } from '../../harness/random.ts';
import type { RealWorld } from './real-world.ts';

type ClaimText = Pick<Claim, 'node' | 'prefix' | 'state'>;

/** What a store was made to hold, kept beside it: the oracle's own knowledge, never read back from the router. */
export interface DressedWorld {
  readonly nodes: readonly CacheNode[];
  readonly claims: readonly ClaimText[];
  readonly world: World;
  /** The revision after the last change. */
  readonly revision: number;
}

const PENDING_CLAIMS = 1_000;

/**
 * Turns nodes of an imported world off, down, draining, full, weighted; lets every fiftieth block be shared by three
 * nodes; adds claims that nobody approved; publishes a vector. So that every reason occurs.
 */
export async function dressWorld(registry: Registry, plan: RealWorld, seed: number): Promise<DressedWorld> {
  const random = seededRandom(seed);
  const stored = await allNodes(registry);
  const byName = new Map(stored.map((record) => [record.value.name, record.value]));
  const nodes = plan.nodes.map(({ name }) => dressNode(found(byName, name), random));
  const claims: ClaimText[] = plan.blocks.map(({ node, prefix }) => ({
    node: nodes[node]!.id,
    prefix: prefix.toString(),
    state: 'valid',
  })); // planned nodes all exist
  const added = [...sharedClaims(plan, nodes), ...pendingClaims(nodes, random)];
  const writes: RecordWrite[] = [
    ...nodes.map((value) => ({ kind: 'node' as const, id: value.id, value })),
    ...added.map((value) => ({ kind: 'claim' as const, id: claimId(value), value })),
  ];
  for (let from = 0; from < writes.length; from += MAX_WRITES_PER_COMMIT) {
    await mustCommit(registry, writes.slice(from, from + MAX_WRITES_PER_COMMIT));
  }
  const entries = new Uint8Array(Math.max(...nodes.map((node) => node.number)) + 1);
  for (const node of nodes) entries[node.number] = randomEntry(random);
  const vector = await registry.health.publishVector(entries, Date.now());
  const policy = new AddressPolicy({ privateNetworks: [], lab: false });
  const all = [...claims, ...added];
  const allowsClient = policy.allowsClient.bind(policy);
  const { revision } = await registry.position();
  return { nodes, claims: all, world: worldOf({ nodes, claims: all, vector, allowsClient }), revision };
}

/** Commits or throws: the checks write nothing that may be refused. */
export async function mustCommit(registry: Registry, writes: readonly RecordWrite[]): Promise<number> {
  const change = { writes, by: 'local:prove@test', why: 'acceptance check', at: new Date().toISOString() };
  const outcome = await registry.commit(change, []);
  if (outcome.kind !== 'committed')
    throw new Error(`A commit of the check was refused: ${JSON.stringify(outcome).slice(0, 500)}`);
  return outcome.position.revision;
}

export async function allNodes(registry: Registry): Promise<StoredRecord<'node'>[]> {
  const all: StoredRecord<'node'>[] = [];
  for (;;) {
    const last = all.at(-1);
    const page = await registry.list('node', { limit: 1_000, ...(last !== undefined && { after: last.id }) });
    if (page.length === 0) return all;
    all.push(...page);
  }
}

function dressNode(node: CacheNode, random: () => number): CacheNode {
  const dice = random();
  const weighted = random() < 0.5 ? { ...node, maxEgressMbps: 1 + randomInteger(random, 40_000) } : node;
  if (dice < 0.02) return { ...weighted, enabled: false };
  if (dice < 0.04) return { ...weighted, activated: false };
  if (dice < 0.1)
    return { ...weighted, admin: { state: dice < 0.06 ? 'down' : dice < 0.08 ? 'drain' : 'up', why: 'dressed' } };
  return weighted;
}

function randomEntry(random: () => number): number {
  const dice = random();
  if (dice < 0.05) return vectorEntry('down');
  if (dice < 0.07) return vectorEntry('unknown');
  return vectorEntry('up', dice < 0.1 ? 0 : dice < 0.2 ? 1 + randomInteger(random, 99) : 100);
}

function sharedClaims(plan: RealWorld, nodes: readonly CacheNode[]): Claim[] {
  return plan.blocks
    .filter((_, index) => index % 50 === 0)
    .flatMap(({ node, prefix }) => {
      const owner = nodes[node]!; // planned nodes all exist
      const others = [node - 1, node + 1, node + 2]
        .map((index) => nodes[index])
        .filter((other) => other?.customer === owner.customer);
      return others.map((other) => ({
        node: other!.id, // filtered by its customer
        customer: owner.customer,
        prefix: prefix.toString(),
        state: 'valid' as const,
        shared: true,
      }));
    });
}

function pendingClaims(nodes: readonly CacheNode[], random: () => number): Claim[] {
  const prefixes = new Map<string, Claim>();
  while (prefixes.size < PENDING_CLAIMS) {
    const node = nodes[randomInteger(random, nodes.length)]!; // there are nodes
    const length = 8 + randomInteger(random, 17);
    const address = (1 + randomInteger(random, 222)) * 2 ** 24 + randomInteger(random, 2 ** 24);
    const prefix = Prefix.containing(Address.v4(address), length).toString();
    const state = random() < 0.5 ? ('in-review' as const) : ('attention-required' as const);
    prefixes.set(prefix, { node: node.id, customer: node.customer, prefix, state, shared: false });
  }
  return [...prefixes.values()];
}

function found(nodes: ReadonlyMap<string, CacheNode>, name: string): CacheNode {
  const node = nodes.get(name);
  if (node === undefined) throw new Error(`The import made no node "${name}"`);
  return node;
}
