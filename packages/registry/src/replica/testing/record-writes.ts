import type { Claim } from '@nearhop/contracts';
import type { RecordWrite } from '../../records.ts';

const AT = '2026-11-22T12:00:00.000Z';

export function customerWrite(id: string): RecordWrite<'customer'> {
  return { kind: 'customer', id, value: { id, name: id, asns: [] } };
}

export function nodeWrite(number: number, customer: string): RecordWrite<'node'> {
  const id = nodeId(number);
  return {
    kind: 'node',
    id,
    value: {
      id,
      number,
      customer,
      name: `Node-${number}`,
      servers: {},
      enabled: true,
      activated: true,
      labels: {},
      admin: { state: 'auto' },
      createdAt: AT,
    },
  };
}

export function claimWrite(prefix: string, node: number, customer: string): RecordWrite<'claim'> {
  const value: Claim = { node: nodeId(node), customer, prefix, state: 'valid', shared: false };
  return { kind: 'claim', id: `${prefix}@${value.node}`, value };
}

/** `count` claims of one node, each a /24 of 10.0.0.0/8. */
export function claimWrites(count: number, node: number, customer: string): RecordWrite<'claim'>[] {
  return Array.from({ length: count }, (_, index) =>
    claimWrite(`10.${index >> 8}.${index & 255}.0/24`, node, customer),
  );
}

export function gone(write: RecordWrite): RecordWrite {
  return { kind: write.kind, id: write.id, value: null };
}

function nodeId(number: number): string {
  return `n_${String(number).padStart(16, '0')}`;
}
