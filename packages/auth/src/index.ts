export { isSignedBy, NodeKeyPair } from './node-keys.ts';
export { bearerToken, newNodeCredential, newRegistrationKey, nodeOfCredential } from './node-secrets.ts';
export { newSealingKey, openText, sealText } from './sealed-text.ts';
export { hashSecret, matchesHash, randomSecret } from './secret-text.ts';
export { activationStatement, proofStatement, type ActivationStatement, type ProofStatement } from './statements.ts';
export { newWebhookSecret, webhookSignature, type WebhookSigned } from './webhook-signatures.ts';
