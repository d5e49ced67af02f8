import { claimId, type CacheNode, type Claim, type ClaimState, type Customer } from '@nearhop/contracts';
import type { RoutingRecord, RoutingRevision, RoutingWrite } from '../routing-records.ts';

export function nodeIdOf(number: number): string {
  return `n_${String(number).padStart(16, '0')}`;
}

/** A node that serves at 192.0.2.<number>, named `Node-<number>`, unless told otherwise. */
export function cacheNode(number: number, changes: Partial<CacheNode> = {}): CacheNode {
  return {
    id: nodeIdOf(number),
    number,
    customer: 'contoso',
    name: `Node-${number}`,
    servers: { ipv4: { address: `192.0.2.${number % 256}`, port: 80 } },
    enabled: true,
    activated: true,
    labels: {},
    admin: { state: 'auto' },
    createdAt: '2026-11-22T12:00:00.000Z',
    ...changes,
  };
}

export function claimOf(node: CacheNode, prefix: string, state: ClaimState = 'valid'): Claim {
  return { node: node.id, customer: node.customer, prefix, state, shared: false };
}

export function customerWrite(customer: Customer): RoutingWrite {
  return { kind: 'customer', id: customer.id, value: customer };
}

export function nodeWrite(node: CacheNode): RoutingWrite {
  return { kind: 'node', id: node.id, value: node };
}

export function nodeGone(node: CacheNode): RoutingWrite {
  return { kind: 'node', id: node.id, value: null };
}

export function claimWrite(claim: Claim): RoutingWrite {
  return { kind: 'claim', id: claimId(claim), value: claim };
}

export function claimGone(claim: Claim): RoutingWrite {
  return { kind: 'claim', id: claimId(claim), value: null };
}

export function revisionOf(...writes: RoutingWrite[]): RoutingRevision {
  return { position: { revision: 1 }, writes };
}

/** Pages as a snapshot gives them: nodes before claims. */
export async function* pagesOf(
  nodes: Iterable<CacheNode>,
  claims: Iterable<Claim>,
  pageSize = 3,
): AsyncGenerator<RoutingRecord[]> {
  const records: RoutingRecord[] = [];
  for (const value of nodes) records.push({ kind: 'node', id: value.id, revision: 1, value });
  for (const value of claims) records.push({ kind: 'claim', id: claimId(value), revision: 1, value });
  for (let start = 0; start < records.length; start += pageSize) yield records.slice(start, start + pageSize);
}
