import { instantSchema, nodePublicKeySchema } from '@nearhop/contracts';
import type { SecretStore } from '@nearhop/registry';
import { z } from 'zod';

/** The most credentials of one installation that are taken at once: the newest, and those of before that still have their time. */
export const MAX_CREDENTIALS = 4;

const storedRegistrationKeySchema = z.strictObject({
  hash: z.string(),
  issuedAt: instantSchema,
  issuedBy: z.string(),
  expiresAt: instantSchema,
  used: z.strictObject({ at: instantSchema, publicKey: nodePublicKeySchema }).optional(),
  misusedAt: instantSchema.optional(),
});
export type StoredRegistrationKey = z.infer<typeof storedRegistrationKeySchema>;

const storedCredentialSchema = z.strictObject({
  hash: z.string(),
  issuedAt: instantSchema,
  validUntil: instantSchema.optional(),
  renewalAsked: z.boolean(),
});
export type StoredCredential = z.infer<typeof storedCredentialSchema>;

/** One installation of a node: a key pair, and its credentials, newest first. */
const enrolmentSchema = z.strictObject({
  publicKey: nodePublicKeySchema,
  enrolledAt: instantSchema,
  credentials: z.array(storedCredentialSchema).max(MAX_CREDENTIALS),
});
export type Enrolment = z.infer<typeof enrolmentSchema>;

/** Newest first. Of two the older one is proven, and goes when the newer is. */
const storedEnrolmentsSchema = z.strictObject({ enrolments: z.array(enrolmentSchema).max(2) });

/** A stored value and the revision that a write of it expects; 0 and undefined when there is none. */
export interface Held<Value> {
  readonly value: Value;
  readonly revision: number;
}

export async function registrationKeyOf(
  secrets: Pick<SecretStore, 'get'>,
  node: string,
): Promise<Held<StoredRegistrationKey | undefined>> {
  const stored = await secrets.get('registration-key', node);
  if (stored === undefined) return { value: undefined, revision: 0 };
  return { value: storedRegistrationKeySchema.parse(stored.value), revision: stored.revision };
}

export async function enrolmentsOf(
  secrets: Pick<SecretStore, 'get'>,
  node: string,
): Promise<Held<readonly Enrolment[]>> {
  const stored = await secrets.get('node-credential', node);
  if (stored === undefined) return { value: [], revision: 0 };
  return { value: storedEnrolmentsSchema.parse(stored.value).enrolments, revision: stored.revision };
}
