import type { Customer, Origin } from '@nearhop/contracts';
import { NodeDirectory } from './node-directory.ts';
import { PrefixLists } from './prefix-lists.ts';

export interface RoutingTableParts {
  readonly customers: Map<string, Customer>;
  readonly origins: Map<string, Origin>;
  readonly nodes: NodeDirectory;
  readonly blocks: PrefixLists;
  readonly pending: PrefixLists;
}

/**
 * The router's view of the registry: what a decision needs, and no more. Only this package changes it.
 *
 * Invariant: all blocks that contain an address belong to one customer, so whatever nests below a block is its owner's.
 */
export class RoutingTable {
  readonly customers: Map<string, Customer>;
  readonly origins: Map<string, Origin>;
  readonly nodes: NodeDirectory;
  /** Valid claims: per prefix the numbers of its nodes, ascending. */
  readonly blocks: PrefixLists;
  /** All other claims: per prefix their codes (see pending-claim.ts), ascending. They reserve nothing and hide nobody. */
  readonly pending: PrefixLists;
  #changes = 0;

  constructor(parts: Partial<RoutingTableParts> = {}) {
    this.customers = parts.customers ?? new Map<string, Customer>();
    this.origins = parts.origins ?? new Map<string, Origin>();
    this.nodes = parts.nodes ?? new NodeDirectory();
    this.blocks = parts.blocks ?? new PrefixLists();
    this.pending = parts.pending ?? new PrefixLists();
  }
  /** Goes up before every change of any of the parts, so that a reader who stopped in between can tell. */
  get changes(): number {
    return this.#changes;
  }

  noteChange(): void {
    this.#changes++;
  }
}
