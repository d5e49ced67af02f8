import { hash } from 'node:crypto';
import type { VaryValue } from './vary.ts';

export interface KeyParts {
  /** `CacheHostOrigin.text`. */
  readonly origin: string;
  /** `ContentTarget.target`: the exact bytes that the origin is asked for. */
  readonly target: string;
  /** `varyValues` of the request; empty for the key under which an object's variants are listed. */
  readonly varyValues: readonly VaryValue[];
}

/**
 * The key of a stored response (RFC 9111 sections 2 and 4.1): SHA-256, 32 bytes, of `keyText`. GET and HEAD share it. Parts are
 * characters of one byte each, as header fields and targets are.
 */
export function cacheKey(parts: KeyParts): Uint8Array {
  return hash('sha256', keyText(parts), 'buffer');
}

/**
 * A number for the form, then each part after its length and a colon, so that no two lists of parts read the same; an absent
 * value is a hyphen, which no length begins with: `1:11:example.com2:/p6:accept-`.
 */
export function keyText({ origin, target, varyValues }: KeyParts): string {
  let text = `1:${origin.length}:${origin}${target.length}:${target}`;
  for (const [name, value] of varyValues) {
    text += `${name.length}:${name}${value === null ? '-' : `${value.length}:${value}`}`;
  }
  return text;
}
