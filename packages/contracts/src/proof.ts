import { z } from 'zod';
import { nodeSignatureSchema } from './activation.ts';

/** Where control asks a claimed server address for its proof: `GET <path>?nonce=<43 characters>&server=<address:port>`. */
export const PROOF_PATH = '/.well-known/nearhop-proof';

/** 256 random bits in base64url, made for one request. */
export const proofNonceSchema = z.string().regex(/^[A-Za-z0-9_-]{43}$/);

/** The most bytes of a proof's body that control reads. */
export const MAX_PROOF_BYTES = 1_024;

/** The body of a proof: the node's signature over the nonce, its own id and the server address that was asked. */
export const proofAnswerSchema = z.strictObject({ signature: nodeSignatureSchema });
export type ProofAnswer = z.infer<typeof proofAnswerSchema>;
