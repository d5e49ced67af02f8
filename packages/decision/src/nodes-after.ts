import { MAX_NODE_NUMBER, type CacheNode } from '@nearhop/contracts';
import type { NodeDirectory } from './node-directory.ts';
import type { RoutingWrite } from './routing-records.ts';
import { ViewError } from './view-error.ts';

/** The nodes as a revision will leave them, laid over those of now. */
export class NodesAfter {
  readonly #now: NodeDirectory;
  readonly #written = new Map<string, CacheNode | null>();
  readonly #byNumber = new Map<number, CacheNode>();

  /** Throws ViewError for a node that contradicts itself or another. */
  constructor(now: NodeDirectory, writes: readonly RoutingWrite[]) {
    this.#now = now;
    for (const write of writes) if (write.kind === 'node') this.#written.set(write.id, unlessDeleted(write.value));
    for (const [id, node] of this.#written) if (node !== null) this.#add(id, node);
  }

  /** The nodes that the revision writes, null for "gone". */
  get written(): ReadonlyMap<string, CacheNode | null> {
    return this.#written;
  }

  get(id: string): CacheNode | undefined {
    const written = this.#written.get(id);
    return written === undefined ? this.#now.get(id) : (written ?? undefined);
  }

  before(id: string): CacheNode | undefined {
    return this.#now.get(id);
  }

  /** Whose node it will be; undefined for a number that no node will have. */
  customerOf(number: number): string | undefined {
    const written = this.#byNumber.get(number);
    if (written !== undefined) return written.customer;
    const now = this.#now.byNumber(number);
    return now === undefined || this.#written.has(now.id) ? undefined : now.customer;
  }

  customerBefore(number: number): string | undefined {
    return this.#now.byNumber(number)?.customer;
  }

  #add(id: string, node: CacheNode): void {
    const { number } = node;
    if (id !== node.id) throw new ViewError(`Cannot take node "${id}": its own id is "${node.id}"`, 'record');
    if (!Number.isInteger(number) || number < 0 || number > MAX_NODE_NUMBER) {
      throw new ViewError(
        `Cannot take node "${id}": number must be 0 to ${MAX_NODE_NUMBER}: received ${number}`,
        'record',
      );
    }
    const before = this.#now.get(id);
    if (before !== undefined && before.number !== number) {
      throw new ViewError(
        `Cannot take node "${id}": its number must stay ${before.number}: received ${number}`,
        'record',
      );
    }
    const holder = this.#byNumber.get(number) ?? this.#now.byNumber(number);
    if (holder !== undefined && holder.id !== id) {
      throw new ViewError(`Cannot take node "${id}": number ${number} is node "${holder.id}"'s`, 'record');
    }
    this.#byNumber.set(number, node);
  }
}

/** A deleted node is kept for whoever restores it, and is none to devices. */
function unlessDeleted(node: CacheNode | null): CacheNode | null {
  return node?.deletedAt === undefined ? node : null;
}
