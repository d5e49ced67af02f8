import { headerLine } from '@nearhop/http1';
import type { Standing } from './standing.ts';
import { mostSeconds } from './ttl.ts';

/** What of an answer follows from its TTL: each rendered once, the end of the body again when the standing changes. */
export class TtlTexts {
  readonly #standing: Standing;
  /** By seconds; empty until it is wanted. */
  readonly #cacheControl: string[];
  #tails: string[];
  #bodyTail = '';

  constructor(options: { readonly baseSeconds: number }, dependencies: { readonly standing: Standing }) {
    this.#standing = dependencies.standing;
    // Filled, because an array that begins with a high index is a hash table to the engine.
    this.#cacheControl = Array.from({ length: mostSeconds(options.baseSeconds) + 1 }, () => '');
    this.#tails = [];
  }

  /** The line `Cache-Control`. */
  cacheControl(ttlSeconds: number): string {
    const known = this.#cacheControl[ttlSeconds];
    if (known !== undefined && known !== '') return known;
    const line = headerLine('Cache-Control', `private, max-age=${ttlSeconds}`);
    this.#cacheControl[ttlSeconds] = line;
    return line;
  }

  /** The body from the value of `"ttlSeconds"` on. */
  tail(ttlSeconds: number): string {
    const { bodyTail } = this.#standing;
    if (bodyTail !== this.#bodyTail) {
      this.#bodyTail = bodyTail;
      this.#tails = this.#cacheControl.map(() => '');
    }
    const known = this.#tails[ttlSeconds];
    if (known !== undefined && known !== '') return known;
    const tail = `${ttlSeconds}${bodyTail}`;
    this.#tails[ttlSeconds] = tail;
    return tail;
  }
}
