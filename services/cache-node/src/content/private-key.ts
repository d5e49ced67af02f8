const KEY_BYTES = 32;

/** A key under which nothing lies: for answers that nobody else may wait for. */
export function privateKey(): string {
  return Buffer.from(crypto.getRandomValues(new Uint8Array(KEY_BYTES))).toString('hex');
}
