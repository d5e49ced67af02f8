import { claimId, type CacheNode, type Claim } from '@nearhop/contracts';
import type { RecordWrite } from '../records.ts';
import type { Change, CommitOutcome, Registry } from '../registry.ts';
import type { RegistryPosition } from '../revision.ts';

export const AT = '2026-11-22T12:00:00.000Z';

export function nodeId(number: number): string {
  return `n_${String(number).padStart(16, '0')}`;
}

export function customerWrite(id: string, name = `Customer ${id}`): RecordWrite<'customer'> {
  return { kind: 'customer', id, value: { id, name, asns: [64_496] } };
}

export function originWrite(host: string): RecordWrite<'origin'> {
  return { kind: 'origin', id: host, value: { host, scheme: 'https', port: 443 } };
}

/** A node with one IPv4 server address, 192.0.2.<number>, unless `over` says otherwise. */
export function nodeWrite(number: number, customer: string, over: Partial<CacheNode> = {}): RecordWrite<'node'> {
  const id = nodeId(number);
  const value: CacheNode = {
    id,
    number,
    customer,
    name: `node-${number}`,
    servers: { ipv4: { address: `192.0.2.${number}`, port: 80 } },
    enabled: true,
    activated: true,
    labels: {},
    admin: { state: 'auto' },
    createdAt: AT,
    ...over,
  };
  return { kind: 'node', id, value };
}

/** A valid claim of node `number`, unless `over` says otherwise. */
export function claimWrite(
  number: number,
  customer: string,
  prefix: string,
  over: Partial<Claim> = {},
): RecordWrite<'claim'> {
  const value: Claim = { node: nodeId(number), customer, prefix, state: 'valid', shared: false, ...over };
  return { kind: 'claim', id: claimId(value), value };
}

export function gone(write: RecordWrite): RecordWrite {
  return { ...write, value: null };
}

export function changeOf(...writes: readonly RecordWrite[]): Change {
  return { writes, by: 'local:test@host', why: null, at: AT };
}

/** Commits what must be accepted, and returns the position after it. */
export async function mustCommit(registry: Registry, ...writes: readonly RecordWrite[]): Promise<RegistryPosition> {
  return committed(await registry.commit(changeOf(...writes), []));
}

export function committed(outcome: CommitOutcome): RegistryPosition {
  if (outcome.kind === 'committed') return outcome.position;
  throw new Error(`Commit was refused: ${JSON.stringify(outcome)}`);
}
