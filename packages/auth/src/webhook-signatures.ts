import { createHmac, randomBytes } from 'node:crypto';

const SECRET_BYTES = 32;
const SECRET_PREFIX = 'whsec_';

/** What is signed: an identifier that all attempts share, the attempt's instant, and the exact bytes of the body. */
export interface WebhookSigned {
  readonly id: string;
  readonly timestampSeconds: number;
  readonly body: string;
}

/** A new secret as the Standard Webhooks specification writes it: `whsec_` and 256 random bits in base64. */
export function newWebhookSecret(): string {
  return `${SECRET_PREFIX}${randomBytes(SECRET_BYTES).toString('base64')}`;
}

/** The header `webhook-signature` (Standard Webhooks 1.0): `v1,` and HMAC-SHA256 in base64. Throws RangeError for a secret that is none. */
export function webhookSignature(secret: string, { id, timestampSeconds, body }: WebhookSigned): string {
  if (!secret.startsWith(SECRET_PREFIX)) throw new RangeError('Cannot sign: a secret of a webhook begins with whsec_');
  const key = Buffer.from(secret.slice(SECRET_PREFIX.length), 'base64');
  const mac = createHmac('sha256', key).update(`${id}.${timestampSeconds}.${body}`).digest('base64');
  return `v1,${mac}`;
}
