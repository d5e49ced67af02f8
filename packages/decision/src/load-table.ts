import { NestingCheck, ownerOf } from './block-owners.ts';
import { carryOut } from './apply-revision.ts';
import { planRevision } from './revision-plan.ts';
import type { RoutingRecord } from './routing-records.ts';
import { RoutingTable } from './routing-table.ts';

/** Records, or blocks checked, between two turns of the event loop: half a millisecond's work, and several before the code is warm. */
const RECORDS_PER_TURN = 250;
const BLOCKS_PER_TURN = 1_000;

/** Builds a table aside, letting the event loop turn every few milliseconds. Throws ViewError. */
export async function loadTable(pages: AsyncIterable<readonly RoutingRecord[]>): Promise<RoutingTable> {
  const table = new RoutingTable();
  for await (const page of pages) {
    for (let start = 0; start < page.length; start += RECORDS_PER_TURN) {
      carryOut(table, planRevision(table, page.slice(start, start + RECORDS_PER_TURN)));
      await nextTurn();
    }
  }
  await checkNesting(table);
  return table;
}

/** Once at the end, in the tree's own order, instead of in both directions for each block. */
async function checkNesting(table: RoutingTable): Promise<void> {
  const nesting = new NestingCheck();
  let checked = 0;
  for (const [prefix, nodes] of table.blocks.entries()) {
    nesting.next(ownerOf(prefix, nodes, (node) => table.nodes.byNumber(node)?.customer));
    if (++checked % BLOCKS_PER_TURN === 0) await nextTurn();
  }
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
