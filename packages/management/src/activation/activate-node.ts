import { activationStatement, isSignedBy, matchesHash } from '@nearhop/auth';
import type { ActivationRequest, CredentialIssued } from '@nearhop/contracts';
import type { RecordValues } from '@nearhop/registry';
import type { ManagementContext } from '../management-context.ts';
import { withNewCredential } from './enrolments.ts';
import {
  enrolmentsOf,
  registrationKeyOf,
  type Enrolment,
  type Held,
  type StoredRegistrationKey,
} from './stored-keys.ts';
import { writeSecrets, type SecretPlan } from './write-secrets.ts';

/** How long the installation that used a registration key may repeat itself, because the answer was lost. */
export const REPEAT_MS = 10 * 60 * 1_000;

/**
 * What came of a trade. `unknown`: no such node, or not its key; `bad-signature`: by another key pair; `expired`; `used`: too long
 * ago for a retry; `misused`: another installation had used the key, so one of the two stole it.
 */
export type ActivationOutcome =
  | { readonly kind: 'issued'; readonly issued: CredentialIssued }
  | { readonly kind: 'refused'; readonly reason: ActivationRefusal };

export const ACTIVATION_REFUSALS = ['unknown', 'bad-signature', 'expired', 'used', 'misused'] as const;
export type ActivationRefusal = (typeof ACTIVATION_REFUSALS)[number];

/**
 * Trades a registration key, once, for a credential of an installation with this public key. Nothing else changes: devices are sent
 * when the installation proved an address (record-proof.ts), and until then whoever was proven before stays.
 */
export function activateNode(context: ManagementContext, request: ActivationRequest): Promise<ActivationOutcome> {
  return writeSecrets(context, () => plan(context, request));
}

async function plan(context: ManagementContext, request: ActivationRequest): Promise<SecretPlan<ActivationOutcome>> {
  const { registry } = context;
  const [key, enrolments, record] = await Promise.all([
    registrationKeyOf(registry.secrets, request.node),
    enrolmentsOf(registry.secrets, request.node),
    registry.get('node', request.node),
  ]);
  const now = context.now();
  const { value } = key;
  const isKey = value !== undefined && matchesHash(request.registrationKey, value.hash);
  if (!isKey || record === undefined || record.value.deletedAt !== undefined) return refused('unknown');
  if (!isSignedBy(request.publicKey, activationStatement(request), request.signature)) return refused('bad-signature');
  if (value.used === undefined && Date.parse(value.expiresAt) <= now.getTime()) return refused('expired');
  if (value.used !== undefined && value.used.publicKey !== request.publicKey)
    return misused(request.node, { value, revision: key.revision }, now);
  if (value.used !== undefined && now.getTime() - Date.parse(value.used.at) > REPEAT_MS) return refused('used');

  const fresh = { publicKey: request.publicKey, enrolledAt: now.toISOString(), credentials: [] };
  const known = enrolments.value.find(({ publicKey }) => publicKey === request.publicKey);
  const { enrolment, issued } = withNewCredential(request.node, known ?? fresh, now);
  const used = value.used ?? { at: now.toISOString(), publicKey: request.publicKey };
  return {
    writes: [
      { kind: 'registration-key', id: request.node, value: { ...value, used }, expected: key.revision },
      {
        kind: 'node-credential',
        id: request.node,
        value: { enrolments: [enrolment, ...provenOther(enrolments.value, enrolment, record.value)] },
        expected: enrolments.revision,
      },
    ],
    result: { kind: 'issued', issued },
  };
}

/** Of the other installations only the one that proved the node's addresses keeps its place. */
function provenOther(
  enrolments: readonly Enrolment[],
  { publicKey }: Enrolment,
  { activation }: RecordValues['node'],
): Enrolment[] {
  return enrolments.filter((one) => one.publicKey !== publicKey && one.publicKey === activation?.publicKey);
}

function refused(reason: ActivationRefusal): SecretPlan<ActivationOutcome> {
  return { writes: [], result: { kind: 'refused', reason } };
}

/** Remembers the first time, for whoever looks at the node's keys. */
function misused(
  id: string,
  { value, revision }: Held<StoredRegistrationKey>,
  now: Date,
): SecretPlan<ActivationOutcome> {
  if (value.misusedAt !== undefined) return refused('misused');
  const marked = { ...value, misusedAt: now.toISOString() };
  return {
    writes: [{ kind: 'registration-key', id, value: marked, expected: revision }],
    result: { kind: 'refused', reason: 'misused' },
  };
}
