import { isDeepStrictEqual } from 'node:util';
import type { CacheNode, NodeActivation, ServerAddress, Servers } from '@nearhop/contracts';
import { commitRecords } from '../commit-change.ts';
import { instant, type ManagementContext } from '../management-context.ts';
import { ManagementError } from '../management-error.ts';
import { enrolledKeys } from './enrolled-keys.ts';
import { dropOtherEnrolments } from './node-credentials.ts';

const MOST_ATTEMPTS = 8;
const BY = 'control';

export interface Proof {
  readonly node: string;
  readonly publicKey: string;
  /** The addresses from which the node answered with this key, as they were asked. */
  readonly servers: readonly ServerAddress[];
}

/**
 * Activates a node at the addresses that it proved. An address that the record does not have any more is left out. Resolves with the
 * node's activation as it is then, undefined when nothing that was proven is the node's any more.
 */
export async function recordProof(context: ManagementContext, proof: Proof): Promise<NodeActivation | undefined> {
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
    const record = await context.registry.get('node', proof.node);
    if (record === undefined || record.value.deletedAt !== undefined) return undefined;
    if (!(await enrolledKeys(context, proof.node)).includes(proof.publicKey)) return undefined; // revoked while it was asked
    const proven = provenNow(record.value, proof);
    if (Object.keys(proven).length === 0) return undefined;
    const { activated, activation } = record.value;
    const isKnown = activation?.publicKey === proof.publicKey && isDeepStrictEqual(activation.proven, proven);
    if (activated && isKnown) return activation;
    const value: CacheNode = {
      ...record.value,
      activated: true,
      activation: { publicKey: proof.publicKey, proven, at: instant(context) },
    };
    const isCommitted = await committed(context, value, record.revision, proof);
    if (!isCommitted) continue;
    await dropOtherEnrolments(context, proof.node, proof.publicKey);
    return value.activation;
  }
  throw new ManagementError('conflict', `Cannot activate node "${proof.node}": it keeps changing: try again`);
}

/** What was proven now or before with the same key, as far as the node still has it. */
function provenNow({ servers, activation }: CacheNode, proof: Proof): Servers {
  const before = activation?.publicKey === proof.publicKey ? activation.proven : {};
  const isProven = (server: ServerAddress | undefined): server is ServerAddress =>
    server !== undefined &&
    [before.ipv4, before.ipv6, ...proof.servers].some(
      (one) => one?.address === server.address && one.port === server.port,
    );
  return {
    ...(isProven(servers.ipv4) && { ipv4: servers.ipv4 }),
    ...(isProven(servers.ipv6) && { ipv6: servers.ipv6 }),
  };
}

async function committed(
  context: ManagementContext,
  value: CacheNode,
  revision: number,
  { servers }: Proof,
): Promise<boolean> {
  const where = servers.map(({ address, port }) => `${address} port ${port}`).join(' and ');
  const planned = {
    writes: [{ kind: 'node', id: value.id, value }] as const,
    expectations: [{ kind: 'node', id: value.id, revision }] as const,
  };
  try {
    await commitRecords(context, planned, { by: BY, why: `proved that it holds ${where}` });
    return true;
  } catch (error) {
    if (error instanceof ManagementError && error.code === 'stale') return false;
    throw error;
  }
}
