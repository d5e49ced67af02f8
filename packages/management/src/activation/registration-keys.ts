import { hashSecret, newRegistrationKey } from '@nearhop/auth';
import type { NodeWritten, RegistrationKeyIssued } from '@nearhop/contracts';
import type { CacheNode } from '@nearhop/contracts';
import { instant, type ManagementContext, type WriteRequest } from '../management-context.ts';
import { findNode } from '../node-reference.ts';
import { enrolmentsOf, registrationKeyOf, type StoredRegistrationKey } from './stored-keys.ts';
import { writeSecrets } from './write-secrets.ts';

/** How long a registration key may wait for its node. */
export const REGISTRATION_KEY_MS = 24 * 60 * 60 * 1_000;

/** Makes a node's registration key; the one before is dead from then on. A retry makes another. */
export async function issueRegistrationKey(
  context: ManagementContext,
  reference: string,
  { by }: Pick<WriteRequest, 'by'>,
): Promise<RegistrationKeyIssued> {
  return issueFor(context, (await findNode(context, reference)).value, by);
}

/** A node that has yet to be activated gets its registration key with the answer that it was made, also on a retry. */
export async function withRegistrationKey(
  context: ManagementContext,
  written: NodeWritten,
  { by }: Pick<WriteRequest, 'by'>,
): Promise<NodeWritten> {
  const { node, dryRun, repeated } = written;
  if (dryRun || node.activated) return written;
  if (repeated && (await enrolmentsOf(context.registry.secrets, node.id)).value.length > 0) return written;
  const { registrationKey, expiresAt } = await issueFor(context, node, by);
  return { ...written, registrationKey: { registrationKey, expiresAt } };
}

async function issueFor(
  context: ManagementContext,
  { id, customer }: Pick<CacheNode, 'id' | 'customer'>,
  by: string,
): Promise<RegistrationKeyIssued> {
  const registrationKey = newRegistrationKey();
  const expiresAt = new Date(context.now().getTime() + REGISTRATION_KEY_MS).toISOString();
  const hash = hashSecret(registrationKey);
  return writeSecrets(context, async () => {
    const { revision } = await registrationKeyOf(context.registry.secrets, id);
    const value: StoredRegistrationKey = { hash, issuedAt: instant(context), issuedBy: by, expiresAt };
    return {
      writes: [{ kind: 'registration-key', id, value, expected: revision }],
      result: { node: id, customer, registrationKey, expiresAt },
    };
  });
}
