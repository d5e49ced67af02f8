import { z } from 'zod';
import { nodeIdSchema, nodePublicKeySchema, serversSchema } from './cache-node.ts';
import { instantSchema } from './instant.ts';

/** A single-use key that an operator hands to a node: `nhk_` and 256 random bits in base64url. */
export const registrationKeySchema = z.string().regex(/^nhk_[A-Za-z0-9_-]{43}$/, {
  message: 'write the registration key as it was shown, "nhk_" and 43 characters',
});

/** What a node shows with each heartbeat: `nhc_`, the node's id without its `n_`, `_`, and 256 random bits in base64url. */
export const nodeCredentialSchema = z.string().regex(/^nhc_[a-z0-9]{16}_[A-Za-z0-9_-]{43}$/);

/** An Ed25519 signature (RFC 8032): its 64 bytes in base64url. */
export const nodeSignatureSchema = z.string().regex(/^[A-Za-z0-9_-]{86}$/);

/** The body of `POST /v1/activations`. Like a key it is never logged. */
export const activationRequestSchema = z.strictObject({
  node: nodeIdSchema,
  registrationKey: registrationKeySchema,
  publicKey: nodePublicKeySchema,
  /** By the private key over node, registration key and public key: nobody registers a key that is not theirs, or retries for another. */
  signature: nodeSignatureSchema,
});
export type ActivationRequest = z.infer<typeof activationRequestSchema>;

/** The answer to `POST /v1/activations` and to `POST /v1/credentials`: the credential is shown this once. */
export const credentialIssuedSchema = z.strictObject({
  node: nodeIdSchema,
  credential: nodeCredentialSchema,
  issuedAt: instantSchema,
  /** Until when the credentials of before are taken too. */
  olderValidUntil: instantSchema.optional(),
});
export type CredentialIssued = z.infer<typeof credentialIssuedSchema>;

/** The answer to `POST /v1/nodes/{id}/registration-key`: the key is shown this once, and the one before is dead. */
export const registrationKeyIssuedSchema = z.strictObject({
  node: nodeIdSchema,
  customer: z.string(),
  registrationKey: registrationKeySchema,
  expiresAt: instantSchema,
});
export type RegistrationKeyIssued = z.infer<typeof registrationKeyIssuedSchema>;

/** How one server address fared when control last asked it for a proof. */
export const serverProofSchema = z.strictObject({
  address: z.string(),
  port: z.int(),
  proven: z.boolean(),
  /** Why not, the last time. */
  fault: z.string().optional(),
});
export type ServerProof = z.infer<typeof serverProofSchema>;

/** The answer to `POST /v1/nodes/{id}/prove`. */
export const proofReportSchema = z.strictObject({
  node: nodeIdSchema,
  activated: z.boolean(),
  proven: serversSchema,
  servers: z.array(serverProofSchema).max(2),
});
export type ProofReport = z.infer<typeof proofReportSchema>;
