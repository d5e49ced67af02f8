import type { NodeKeys, RegistrationKeyStatus } from '@nearhop/contracts';
import type { ManagementContext } from '../management-context.ts';
import { findNode } from '../node-reference.ts';
import { enrolmentsOf, registrationKeyOf, type StoredRegistrationKey } from './stored-keys.ts';

/** What there is of a node's keys, without anything secret. */
export async function showNodeKeys(context: ManagementContext, reference: string): Promise<NodeKeys> {
  return keysOf(context, (await findNode(context, reference)).id);
}

export async function keysOf({ registry, now }: ManagementContext, node: string): Promise<NodeKeys> {
  const { value } = await registrationKeyOf(registry.secrets, node);
  const enrolments = await enrolmentsOf(registry.secrets, node);
  return {
    node,
    ...(value !== undefined && { registrationKey: statusOf(value, now()) }),
    enrolments: enrolments.value.map(({ publicKey, enrolledAt, credentials }) => ({
      publicKey,
      enrolledAt,
      credentials: credentials.map(({ issuedAt, validUntil, renewalAsked }) => ({
        issuedAt,
        renewalAsked,
        ...(validUntil !== undefined && { validUntil }),
      })),
    })),
  };
}

function statusOf(key: StoredRegistrationKey, now: Date): RegistrationKeyStatus {
  const { issuedAt, expiresAt, used, misusedAt } = key;
  const hasExpired = Date.parse(expiresAt) <= now.getTime();
  return {
    state: used !== undefined ? 'used' : hasExpired ? 'expired' : 'unused',
    issuedAt,
    expiresAt,
    ...(used !== undefined && { usedAt: used.at }),
    ...(misusedAt !== undefined && { misusedAt }),
  };
}
