// Indices stay below `count`, so `!` on a typed array never meets undefined.
import { MAX_CACHES } from '@nearhop/contracts';
import type { Family } from '@nearhop/ip';

const BACKUP = 1;
const IPV6 = 2;
const FLAGS = 4;

/**
 * The caches picked for one answer, in order, each as one number: the node's times four, plus 2 for its IPv6 server
 * and 1 for a backup. Used again for every answer.
 */
export class CachePicks {
  readonly #codes = new Int32Array(MAX_CACHES);
  #count = 0;

  get count(): number {
    return this.#count;
  }

  get isFull(): boolean {
    return this.#count === MAX_CACHES;
  }

  clear(): void {
    this.#count = 0;
  }

  /** Ignored when full. */
  add(node: number, family: Family, rank: 'first' | 'backup'): void {
    if (this.isFull) return;
    this.#codes[this.#count++] = node * FLAGS + (family === 6 ? IPV6 : 0) + (rank === 'backup' ? BACKUP : 0);
  }

  hasNode(node: number): boolean {
    for (let index = 0; index < this.#count; index++) if (pickedNode(this.#codes[index]!) === node) return true;
    return false;
  }

  at(index: number): number {
    return this.#codes[index]!;
  }
}

export function pickedNode(code: number): number {
  return code >>> 2;
}

export function pickedFamily(code: number): Family {
  return (code & IPV6) === 0 ? 4 : 6;
}

export function isBackup(code: number): boolean {
  return (code & BACKUP) !== 0;
}
