import { nodeOfCredential } from '@nearhop/auth';
import type { CredentialIssued, NodeKeys } from '@nearhop/contracts';
import type { ManagementContext } from '../management-context.ts';
import { findNode } from '../node-reference.ts';
import { ManagementError } from '../management-error.ts';
import { holderOf, validCount, withNewCredential } from './enrolments.ts';
import { keysOf } from './node-keys.ts';
import { enrolmentsOf, MAX_CREDENTIALS, type Enrolment } from './stored-keys.ts';
import { writeSecrets } from './write-secrets.ts';

/** Trades a credential for a new one; undefined when it is none that is taken. */
export async function renewCredential(
  context: ManagementContext,
  credential: string,
): Promise<CredentialIssued | undefined> {
  const node = nodeOfCredential(credential);
  if (node === undefined) return undefined;
  return writeSecrets<CredentialIssued | undefined>(context, async () => {
    const { value, revision } = await enrolmentsOf(context.registry.secrets, node);
    const now = context.now();
    const holder = holderOf(value, credential, now);
    if (holder === undefined) return { writes: [], result: undefined };
    if (validCount(holder.enrolment, now) >= MAX_CREDENTIALS) throw tooMany();
    const { enrolment, issued } = withNewCredential(node, holder.enrolment, now);
    const enrolments = value.map((one) => (one === holder.enrolment ? enrolment : one));
    return {
      writes: [{ kind: 'node-credential', id: node, value: { enrolments }, expected: revision }],
      result: issued,
    };
  });
}

/** None is pushed out: whoever holds an old one could take the node's own away by trading it again and again. */
function tooMany(): ManagementError {
  return new ManagementError(
    'conflict',
    `Cannot renew credential: ${MAX_CREDENTIALS} are taken already: try again when the oldest has ended, in 10 minutes`,
  );
}

/** Has a node trade its credential at its next heartbeat. */
export async function askForRenewal(context: ManagementContext, reference: string): Promise<NodeKeys> {
  const { id } = await findNode(context, reference);
  await writeSecrets(context, async () => {
    const { value, revision } = await enrolmentsOf(context.registry.secrets, id);
    if (value.length === 0) return { writes: [], result: undefined };
    const enrolments = value.map(toBeRenewed);
    return {
      writes: [{ kind: 'node-credential', id, value: { enrolments }, expected: revision }],
      result: undefined,
    };
  });
  return keysOf(context, id);
}

function toBeRenewed({ publicKey, enrolledAt, credentials }: Enrolment): Enrolment {
  const asked = credentials.map(({ hash, issuedAt, validUntil }) => {
    return { hash, issuedAt, renewalAsked: true, ...(validUntil !== undefined && { validUntil }) };
  });
  return { publicKey, enrolledAt, credentials: asked };
}

/** Ends the registration key and all credentials of a node. It goes on to serve: disabling it is another word. */
export async function revokeKeys(context: ManagementContext, reference: string): Promise<NodeKeys> {
  const { id } = await findNode(context, reference);
  await context.registry.secrets.write([
    { kind: 'registration-key', id, value: null },
    { kind: 'node-credential', id, value: null },
  ]);
  return keysOf(context, id);
}

/** After the installation with this key proved an address: those of before are no more. */
export async function dropOtherEnrolments(context: ManagementContext, node: string, publicKey: string): Promise<void> {
  await writeSecrets(context, async () => {
    const { value, revision } = await enrolmentsOf(context.registry.secrets, node);
    const enrolments = value.slice(0, value.findIndex((one) => one.publicKey === publicKey) + 1);
    if (enrolments.length === 0 || enrolments.length === value.length) return { writes: [], result: undefined };
    return {
      writes: [{ kind: 'node-credential', id: node, value: { enrolments }, expected: revision }],
      result: undefined,
    };
  });
}
