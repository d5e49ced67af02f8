import { checkOverlaps } from './overlap-check.ts';
import { planRevision, type RevisionPlan } from './revision-plan.ts';
import type { RoutingRevision } from './routing-records.ts';
import type { RoutingTable } from './routing-table.ts';

/** Brings a table to a revision, in one step for all readers. Throws ViewError with nothing changed. Repeating it changes nothing. */
export function applyRevision(table: RoutingTable, revision: RoutingRevision): void {
  const plan = planRevision(table, revision.writes);
  checkOverlaps(table, plan);
  carryOut(table, plan);
}

/** Blocks that go do so before others come: should memory run out in between, no space has two owners. */
export function carryOut(table: RoutingTable, plan: RevisionPlan): void {
  table.noteChange();
  for (const { prefix, after } of plan.blocks.values()) if (after.length === 0) table.blocks.put(prefix, after);
  putAll(table.customers, plan.customers);
  putAll(table.origins, plan.origins);
  for (const [id, node] of plan.nodes.written) {
    if (node === null) table.nodes.delete(id);
    else table.nodes.put(node);
  }
  for (const { prefix, after } of plan.blocks.values()) if (after.length > 0) table.blocks.put(prefix, after);
  for (const { prefix, after } of plan.pending) table.pending.put(prefix, after);
  plan.tally.applyTo(table.nodes);
}

function putAll<Value>(records: Map<string, Value>, written: ReadonlyMap<string, Value | null>): void {
  for (const [id, value] of written) {
    if (value === null) records.delete(id);
    else records.set(id, value);
  }
}
