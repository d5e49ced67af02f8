import { createHash, randomBytes } from 'node:crypto';

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';
const ID_LENGTH = 16;

/** A new node's id: `n_` and 80 random bits. */
export function randomNodeId(): string {
  return idOf(randomBytes(ID_LENGTH));
}

/**
 * The id of the node that a request with this idempotency key makes: the same for each retry, so that a retry after a
 * crash finds the node that the first one made.
 */
export function nodeIdForKey(by: string, idempotencyKey: string): string {
  return idOf(
    createHash('sha256')
      .update(JSON.stringify([by, idempotencyKey]))
      .digest(),
  );
}

function idOf(bytes: Uint8Array): string {
  let id = 'n_';
  // 32 letters divide 256, so every letter is as likely.
  for (const byte of bytes.subarray(0, ID_LENGTH)) id += ALPHABET.charAt(byte % ALPHABET.length);
  return id;
}
