import { comparePrefixes } from '@nearhop/ip';
import { NestingCheck, overlapError, ownerOf, type OwnedBlock } from './block-owners.ts';
import type { ListChange, RevisionPlan } from './revision-plan.ts';
import type { RoutingTable } from './routing-table.ts';

/** Throws ViewError when a revision would leave blocks of two customers overlapping, in either direction. */
export function checkOverlaps(table: RoutingTable, plan: RevisionPlan): void {
  const customerOf = (node: number) => plan.nodes.customerOf(node);
  const held: OwnedBlock[] = [];
  for (const change of plan.blocks.values()) {
    if (change.after.length === 0) continue;
    const block = ownerOf(change.prefix, change.after, customerOf);
    held.push(block);
    if (!heldBefore(change, block, plan)) checkAgainstUnchanged(table, plan, block);
  }
  const nesting = new NestingCheck();
  for (const block of held.sort((x, y) => comparePrefixes(x.prefix, y.prefix))) nesting.next(block);
}

function heldBefore({ before }: ListChange, block: OwnedBlock, plan: RevisionPlan): boolean {
  const [node] = before;
  return node !== undefined && plan.nodes.customerBefore(node) === block.customer;
}

/** Among blocks that stay as they are the invariant holds, so the nearest one around, if any, speaks for all that touch. */
function checkAgainstUnchanged(table: RoutingTable, plan: RevisionPlan, block: OwnedBlock): void {
  const { prefix } = block;
  if (!table.blocks.overlaps(prefix)) return;
  for (const [outer, nodes] of table.blocks.supernets(prefix)) {
    if (plan.blocks.has(outer.toString())) continue;
    checkSameOwner(block, outer, nodes, plan);
    return;
  }
  for (const [inner, nodes] of table.blocks.subnets(prefix)) {
    if (!plan.blocks.has(inner.toString())) checkSameOwner(block, inner, nodes, plan);
  }
}

function checkSameOwner(
  block: OwnedBlock,
  prefix: OwnedBlock['prefix'],
  nodes: readonly number[],
  plan: RevisionPlan,
): void {
  const other = ownerOf(prefix, nodes, (node) => plan.nodes.customerOf(node));
  if (other.customer !== block.customer) throw overlapError(block, other);
}
