import { type CacheNode, type Claim } from '@nearhop/contracts';
import { Prefix } from '@nearhop/ip';
import type { RoutingWrite } from '../routing-records.ts';
import type { RoutingTable } from '../routing-table.ts';
import { countPending } from '../pending-claim.ts';

/** Nodes and claims as plain records: what a table must agree with. */
export class World {
  /** As the registry has them, the deleted and the released too. */
  readonly storedNodes: ReadonlyMap<string, CacheNode>;
  readonly storedClaims: ReadonlyMap<string, Claim>;
  /** Those that devices may meet. */
  readonly nodes: ReadonlyMap<string, CacheNode>;
  readonly claims: ReadonlyMap<string, Claim>;

  constructor(nodes: ReadonlyMap<string, CacheNode> = new Map(), claims: ReadonlyMap<string, Claim> = new Map()) {
    this.storedNodes = nodes;
    this.storedClaims = claims;
    this.nodes = new Map([...nodes].filter(([, node]) => node.deletedAt === undefined));
    this.claims = new Map([...claims].filter(([, claim]) => claim.state !== 'released'));
  }

  after(writes: readonly RoutingWrite[]): World {
    const nodes = new Map(this.storedNodes);
    const claims = new Map(this.storedClaims);
    for (const write of writes) {
      if (write.kind === 'node') put(nodes, write.id, write.value);
      if (write.kind === 'claim') put(claims, write.id, write.value);
    }
    return new World(nodes, claims);
  }

  /** Whether every claim fits its node and no two customers hold overlapping blocks: each against each. */
  isConsistent(): boolean {
    const claims = [...this.claims.values()];
    if (claims.some(({ node, customer }) => this.nodes.get(node)?.customer !== customer)) return false;
    const blocks = claims
      .filter(({ state }) => state === 'valid')
      .map(({ customer, prefix }) => ({ customer, at: Prefix.parse(prefix) }));
    return blocks.every((x) => blocks.every((y) => x.customer === y.customer || !x.at.overlaps(y.at)));
  }

  /** What deletes every record. */
  undoing(): RoutingWrite[] {
    const claims = [...this.storedClaims.keys()].map((id) => ({ kind: 'claim' as const, id, value: null }));
    return [...claims, ...[...this.storedNodes.keys()].map((id) => ({ kind: 'node' as const, id, value: null }))];
  }

  /** The same lines that `tableLines` gives for a table of these records. */
  lines(): string[] {
    const claims = [...this.claims.values()].map(({ prefix, node, state }) => `${prefix} ${node} ${state}`);
    return [...claims, ...[...this.nodes.values()].map((node) => nodeLine(node, this.#claimsOf(node)))].sort();
  }

  #claimsOf(node: CacheNode): number {
    return [...this.claims.values()].filter((claim) => claim.node === node.id).length;
  }
}

/** Everything that a table holds of nodes and claims, a line each, sorted. */
export function tableLines(table: RoutingTable): string[] {
  const lines = [...table.nodes.values()].map((node) => nodeLine(node, table.nodes.claimsOf(node.number)));
  const idOf = (number: number) => table.nodes.byNumber(number)?.id ?? `no node ${number}`;
  for (const [prefix, nodes] of table.blocks.entries()) {
    for (const node of nodes) lines.push(`${prefix.toString()} ${idOf(node)} valid`);
  }
  for (const [prefix, codes] of table.pending.entries()) {
    for (const code of codes) {
      const state = countPending([code]).inReview === 1 ? 'in-review' : 'attention-required';
      lines.push(`${prefix.toString()} ${idOf(code % 2 ** 20)} ${state}`);
    }
  }
  return lines.sort();
}

function nodeLine(node: CacheNode, claims: number): string {
  return `${JSON.stringify(node)} with ${claims} claims`;
}

function put<Value>(records: Map<string, Value>, id: string, value: Value | null): void {
  if (value === null) records.delete(id);
  else records.set(id, value);
}
