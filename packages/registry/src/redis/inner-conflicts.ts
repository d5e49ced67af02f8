import type { Claim } from '@nearhop/contracts';
import type { Prefix } from '@nearhop/ip';
import type { ClaimConflict } from '../registry.ts';

/** A valid claim of a change, with its index in the order in which the change is sent. */
export interface Block {
  readonly index: number;
  readonly id: string;
  readonly prefix: Prefix;
  readonly claim: Claim;
}

/** The first block of the same change that one cannot stand beside, for each cause: which of them counts, only the store can tell. */
export type InnerConflict = { readonly [Cause in ClaimConflict['cause']]?: Block };

/**
 * The conflicts of each block with others of the same change, by index: what no store is needed for.
 * `blocks` must be in the tree's pre-order.
 */
export function innerConflicts(blocks: readonly Block[]): Map<number, InnerConflict> {
  const found = new Map<number, InnerConflict>();
  const note = (block: Block, cause: ClaimConflict['cause'], other: Block) => {
    // What is there already goes last: the first one of a cause stays.
    found.set(block.index, { [cause]: other, ...found.get(block.index) });
  };
  const open: Block[] = [];
  for (const block of blocks) {
    while (open.length > 0 && open.at(-1)?.prefix.contains(block.prefix) === false) open.pop();
    for (const outer of open) {
      const cause = causeBetween(outer, block);
      if (cause === undefined) continue;
      note(block, cause, outer);
      note(outer, cause, block);
    }
    open.push(block);
  }
  return found;
}

/** `outer` contains or equals `inner`. */
function causeBetween(outer: Block, inner: Block): ClaimConflict['cause'] | undefined {
  if (outer.claim.customer !== inner.claim.customer) return 'other-customer';
  const isTwin = outer.prefix.length === inner.prefix.length && !outer.claim.shared && !inner.claim.shared;
  return isTwin ? 'own-node' : undefined;
}
