import { expect, test } from 'bun:test';
import * as fc from 'fast-check';
import { RoutingTable } from './routing-table.ts';
import { routingTableView } from './routing-table-view.ts';
import { deeds, writesOf } from './testing/arbitraries.ts';
import { pagesOf, revisionOf } from './testing/records.ts';
import { tableLines, World } from './testing/world.ts';
import { ViewError } from './view-error.ts';

/** A tree's first page costs milliseconds, so runs share a table, and each takes away what it made. */
function emptied(table: RoutingTable, world: World): void {
  routingTableView.apply(table, revisionOf(...world.undoing()));
  expect(tableLines(table)).toEqual([]);
}

const revisions = fc.array(deeds(), { minLength: 1, maxLength: 12 });

test('routingTableView.apply takes exactly the revisions that leave no contradiction, and otherwise changes nothing', () => {
  const table = new RoutingTable();
  let taken = 0;
  let refused = 0;
  fc.assert(
    fc.property(revisions, (all) => {
      let world = new World();
      for (const done of all) {
        const writes = writesOf(world, done);
        const after = world.after(writes);
        if (after.isConsistent()) {
          routingTableView.apply(table, revisionOf(...writes));
          world = after;
          taken++;
        } else {
          expect(() => routingTableView.apply(table, revisionOf(...writes))).toThrow(ViewError);
          refused++;
        }
        expect(tableLines(table)).toEqual(world.lines());
      }
      emptied(table, world);
    }),
    { numRuns: 120 },
  );
  expect(taken).toBeGreaterThan(100);
  expect(refused).toBeGreaterThan(100);
});

test('routingTableView.apply of revisions equals load of their outcome, also through a snapshot in between', async () => {
  await fc.assert(
    fc.asyncProperty(revisions, fc.nat(11), fc.integer({ min: 1, max: 7 }), async (all, cut, pageSize) => {
      let table = new RoutingTable();
      let world = new World();
      for (const [index, done] of all.entries()) {
        const writes = writesOf(world, done);
        if (!world.after(writes).isConsistent()) continue;
        if (index === cut) table = reread(table);
        routingTableView.apply(table, revisionOf(...writes));
        world = world.after(writes);
      }
      const loaded = await routingTableView.load(
        pagesOf(world.storedNodes.values(), world.storedClaims.values(), pageSize),
      );
      expect(tableLines(table)).toEqual(tableLines(loaded));
      expect(tableLines(reread(loaded))).toEqual(tableLines(loaded));
    }),
    { numRuns: 20 },
  );
});

test('routingTableView.apply gives the same table for any order of the writes, and when repeated', () => {
  const shuffled = fc.tuple(revisions, fc.infiniteStream(fc.nat()));
  const straight = new RoutingTable();
  const mixed = new RoutingTable();
  fc.assert(
    fc.property(shuffled, ([all, keys]) => {
      let world = new World();
      for (const done of all) {
        const writes = writesOf(world, done);
        if (!world.after(writes).isConsistent()) continue;
        world = world.after(writes);
        routingTableView.apply(straight, revisionOf(...writes));
        const inOtherOrder = writes
          .map((write) => ({ write, key: keys.next().value ?? 0 }))
          .sort((x, y) => x.key - y.key)
          .map(({ write }) => write);
        routingTableView.apply(mixed, revisionOf(...inOtherOrder));
        routingTableView.apply(mixed, revisionOf(...inOtherOrder));
        expect(tableLines(mixed)).toEqual(tableLines(straight));
      }
      emptied(straight, world);
      emptied(mixed, world);
    }),
    { numRuns: 60 },
  );
});

test('routingTableView.load refuses records of which two customers hold overlapping blocks', async () => {
  let refused = 0;
  await fc.assert(
    fc.asyncProperty(deeds(16), async (done) => {
      const world = new World().after(writesOf(new World(), done));
      const load = routingTableView.load(pagesOf(world.storedNodes.values(), world.storedClaims.values()));
      if (world.isConsistent()) {
        expect(tableLines(await load)).toEqual(world.lines());
        return;
      }
      refused++;
      expect(await load.catch((error: unknown) => error)).toBeInstanceOf(ViewError);
    }),
    { numRuns: 50 },
  );
  expect(refused).toBeGreaterThan(5);
});

function reread(table: RoutingTable): RoutingTable {
  return routingTableView.decode(Buffer.concat([...routingTableView.encode(table)]));
}
