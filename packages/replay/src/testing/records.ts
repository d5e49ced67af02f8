import { claimId, type CacheNode, type Claim } from '@nearhop/contracts';
import type { TruthWrite } from '../oracle/truth.ts';

/** A node that serves, with what a test changes of it. */
export function testNode(number: number, changes: Partial<CacheNode> = {}): CacheNode {
  return {
    id: `n_${String(number).padStart(16, '0')}`,
    number,
    customer: 'acme',
    name: `node-${number}`,
    servers: { ipv4: { address: `203.0.113.${number}`, port: 80 } },
    enabled: true,
    activated: true,
    labels: {},
    admin: { state: 'auto' },
    createdAt: '2026-01-01T00:00:00.000Z',
    ...changes,
  };
}

export function nodeWrite(node: CacheNode): TruthWrite {
  return { kind: 'node', id: node.id, value: node };
}

/** The claim of a node for a prefix; `gone` takes it away. */
export function claimWrite(prefix: string, node: CacheNode, state: Claim['state'] | 'gone' = 'valid'): TruthWrite {
  const id = claimId({ prefix, node: node.id });
  return { kind: 'claim', id, value: state === 'gone' ? null : { node: node.id, prefix, state } };
}
