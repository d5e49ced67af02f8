import { createHash } from 'node:crypto';
import type { Argument, Link } from './link.ts';
import { isUnknownScript } from './redis-failure.ts';

/** A static Lua script: by its hash where the server knows it, with its text where it does not (a restart forgets it). */
export class Script {
  readonly #text: string;
  readonly #sha: string;

  constructor(text: string) {
    this.#text = text;
    this.#sha = createHash('sha1').update(text).digest('hex');
  }

  async run(link: Link, keys: readonly string[], args: readonly Argument[]): Promise<unknown> {
    try {
      return await link.call('EVALSHA', this.#sha, keys.length, ...keys, ...args);
    } catch (error) {
      if (!isUnknownScript(error)) throw error;
      return link.call('EVAL', this.#text, keys.length, ...keys, ...args);
    }
  }
}
