import type { CacheNode } from '@nearhop/contracts';

/** The cache nodes by id and by number, and how many claims of any state each has. */
export class NodeDirectory {
  readonly #byId = new Map<string, CacheNode>();
  readonly #byNumber = new Map<number, CacheNode>();
  readonly #claims = new Map<number, number>();
  #version = 0;
  #highestNumber = -1;

  get size(): number {
    return this.#byId.size;
  }

  /** Goes up with every change of a node's record: what was made of the records is good for as long as it stays. */
  get version(): number {
    return this.#version;
  }

  /** The highest number ever held here, -1 for none. */
  get highestNumber(): number {
    return this.#highestNumber;
  }

  get(id: string): CacheNode | undefined {
    return this.#byId.get(id);
  }

  byNumber(number: number): CacheNode | undefined {
    return this.#byNumber.get(number);
  }

  values(): Iterable<CacheNode> {
    return this.#byId.values();
  }

  put(node: CacheNode): void {
    this.#byId.set(node.id, node);
    this.#byNumber.set(node.number, node);
    this.#highestNumber = Math.max(this.#highestNumber, node.number);
    this.#version++;
  }

  delete(id: string): void {
    const node = this.#byId.get(id);
    if (node === undefined) return;
    this.#byId.delete(id);
    this.#byNumber.delete(node.number);
    this.#version++;
  }

  claimsOf(number: number): number {
    return this.#claims.get(number) ?? 0;
  }

  addClaims(number: number, count: number): void {
    const claims = this.claimsOf(number) + count;
    if (claims === 0) this.#claims.delete(number);
    else this.#claims.set(number, claims);
  }
}
