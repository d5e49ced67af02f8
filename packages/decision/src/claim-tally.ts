import type { NodeDirectory } from './node-directory.ts';
import type { NodesAfter } from './nodes-after.ts';
import { ViewError } from './view-error.ts';

/** How a revision moves the number of claims of each node. */
export class ClaimTally {
  readonly #removed = new Map<number, number>();
  readonly #added = new Map<number, number>();

  /** A claim that stood before is dropped or replaced. */
  removed(node: number): void {
    this.#removed.set(node, (this.#removed.get(node) ?? 0) + 1);
  }

  added(node: number): void {
    this.#added.set(node, (this.#added.get(node) ?? 0) + 1);
  }

  /** Throws ViewError when a node goes, or goes to another customer, and claims that the revision does not write stay. */
  checkLeftBehind(now: NodeDirectory, after: NodesAfter): void {
    for (const id of after.written.keys()) {
      const before = now.get(id);
      if (before === undefined || after.get(id)?.customer === before.customer) continue;
      const left = now.claimsOf(before.number) - (this.#removed.get(before.number) ?? 0);
      if (left === 0) continue;
      throw new ViewError(
        `Cannot take node "${id}" from customer "${before.customer}": ${left} of its claims stay`,
        'record',
      );
    }
  }

  applyTo(nodes: NodeDirectory): void {
    for (const [node, count] of this.#removed) nodes.addClaims(node, -count);
    for (const [node, count] of this.#added) nodes.addClaims(node, count);
  }
}
