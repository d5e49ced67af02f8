import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { bytesOf } from './base64url.ts';

const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** A key to seal with: 256 random bits in base64url. */
export function newSealingKey(): string {
  return randomBytes(KEY_BYTES).toString('base64url');
}

/** Encrypts a text with AES-256-GCM, bound to `purpose`: sealed for one, it does not open for another. */
export function sealText(key: string, purpose: string, text: string): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', keyBytes(key), nonce);
  cipher.setAAD(Buffer.from(purpose));
  const sealed = Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return sealed.toString('base64url');
}

/** Undefined for what was not sealed with this key for this purpose. */
export function openText(key: string, purpose: string, sealed: string): string | undefined {
  const bytes = Buffer.from(sealed, 'base64url');
  if (bytes.length < NONCE_BYTES + TAG_BYTES) return undefined;
  const decipher = createDecipheriv('aes-256-gcm', keyBytes(key), bytes.subarray(0, NONCE_BYTES));
  decipher.setAAD(Buffer.from(purpose));
  decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
  try {
    const opened = [decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()];
    return Buffer.concat(opened).toString('utf8');
  } catch {
    return undefined; // the tag does not fit
  }
}

function keyBytes(key: string): Uint8Array {
  const bytes = bytesOf(key, KEY_BYTES);
  if (bytes === undefined) throw new RangeError('Cannot use sealing key: it must be 32 bytes in base64url');
  return bytes;
}
