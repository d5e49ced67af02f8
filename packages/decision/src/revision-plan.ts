import type { Customer, Origin } from '@nearhop/contracts';
import type { Prefix } from '@nearhop/ip';
import { claimEdits, type HeldState, type PrefixEdits } from './claim-edits.ts';
import { ClaimTally } from './claim-tally.ts';
import { NodesAfter } from './nodes-after.ts';
import { pendingCode, pendingNode } from './pending-claim.ts';
import type { RoutingWrite } from './routing-records.ts';
import type { RoutingTable } from './routing-table.ts';

/** What becomes of a prefix's list. */
export interface ListChange {
  readonly prefix: Prefix;
  readonly before: readonly number[];
  readonly after: readonly number[];
}

/** Everything that a revision changes, worked out and checked for itself, with the table untouched. */
export interface RevisionPlan {
  readonly customers: ReadonlyMap<string, Customer | null>;
  readonly origins: ReadonlyMap<string, Origin | null>;
  readonly nodes: NodesAfter;
  /** Only prefixes whose list changes, by their text. */
  readonly blocks: ReadonlyMap<string, ListChange>;
  readonly pending: readonly ListChange[];
  readonly tally: ClaimTally;
}

/** Works out what writes, in any order, make of a table. Of two writes of one record the last counts. Throws ViewError. */
export function planRevision(table: RoutingTable, writes: readonly RoutingWrite[]): RevisionPlan {
  const customers = new Map<string, Customer | null>();
  const origins = new Map<string, Origin | null>();
  for (const write of writes) {
    if (write.kind === 'customer') customers.set(write.id, write.value);
    else if (write.kind === 'origin') origins.set(write.id, write.value);
  }
  const nodes = new NodesAfter(table.nodes, writes);
  const tally = new ClaimTally();
  const blocks = new Map<string, ListChange>();
  const pending: ListChange[] = [];
  for (const [text, edits] of claimEdits(writes, nodes)) {
    const block = blockChange(table, edits, tally);
    if (changes(block)) blocks.set(text, block);
    const waiting = pendingChange(table, edits, tally);
    if (changes(waiting)) pending.push(waiting);
  }
  tally.checkLeftBehind(table.nodes, nodes);
  return { customers, origins, nodes, blocks, pending, tally };
}

function blockChange(table: RoutingTable, { prefix, states }: PrefixEdits, tally: ClaimTally): ListChange {
  const before = table.blocks.get(prefix);
  return {
    prefix,
    before,
    after: edited(before, states, (node, state) => (state === 'valid' ? node : undefined), sameNumber, tally),
  };
}

function pendingChange(table: RoutingTable, { prefix, states }: PrefixEdits, tally: ClaimTally): ListChange {
  const before = table.pending.get(prefix);
  return { prefix, before, after: edited(before, states, codeUnlessValid, pendingNode, tally) };
}

/** A list without the entries of the nodes that are edited, and with those that `entryFor` gives for them. */
function edited(
  before: readonly number[],
  states: ReadonlyMap<number, HeldState | null>,
  entryFor: (node: number, state: HeldState) => number | undefined,
  nodeOf: (entry: number) => number,
  tally: ClaimTally,
): readonly number[] {
  const after: number[] = [];
  for (const entry of before) {
    if (states.has(nodeOf(entry))) tally.removed(nodeOf(entry));
    else after.push(entry);
  }
  for (const [node, state] of states) {
    const entry = state === null ? undefined : entryFor(node, state);
    if (entry === undefined) continue;
    after.push(entry);
    tally.added(node);
  }
  return after.sort(ascending);
}

function sameNumber(node: number): number {
  return node;
}

function codeUnlessValid(node: number, state: HeldState): number | undefined {
  return state === 'valid' ? undefined : pendingCode(node, state);
}

function changes({ before, after }: ListChange): boolean {
  return before.length !== after.length || before.some((entry, index) => entry !== after[index]);
}

function ascending(x: number, y: number): number {
  return x - y;
}
