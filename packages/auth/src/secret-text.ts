import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { bytesOf } from './base64url.ts';

const SECRET_BYTES = 32;
const HASH_BYTES = 32;

/** 256 random bits in base64url, 43 characters. */
export function randomSecret(): string {
  return randomBytes(SECRET_BYTES).toString('base64url');
}

/** What is stored of a key in place of it: SHA-256, in base64url. Keys are 256 random bits, so no slower hash makes them safer. */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url');
}

/** Whether a key is the one whose hash was stored; takes as long for every wrong one. */
export function matchesHash(secret: string, storedHash: string): boolean {
  const stored = bytesOf(storedHash, HASH_BYTES);
  return stored !== undefined && timingSafeEqual(createHash('sha256').update(secret).digest(), stored);
}
