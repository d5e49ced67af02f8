import type { Check } from '../check.ts';
import {
  agreesWithGolden,
  deleteUndoesInsert,
  independentOfOrder,
  snapshotRoundTrip,
  wholeTableAfterUpdates,
  type PropertyRun,
} from './table-properties.ts';
import type { PropertyResult } from './tally.ts';

const LIMIT = '0 failures';

export const tableChecks: readonly Check[] = [
  property('RadixTree agrees with GoldenTable over nested prefixes in both families', agreesWithGolden),
  property('RadixTree is independent of the order of insertion', independentOfOrder),
  property('RadixTree: a delete undoes an insert', deleteUndoesInsert),
  property('RadixTree: a snapshot comes back as it was', snapshotRoundTrip),
  {
    name: 'the whole real table is right after 100,000 random updates',
    limit: LIMIT,
    atLeast: { full: 1_000_000, short: 50_000 },
    async run({ form, seed }) {
      return finding(wholeTableAfterUpdates({ seed, updates: 100_000, ...(form === 'short' && { step: 20 }) }));
    },
  },
];

/** The short form runs beside the tree itself: packages/route-table/src/radix-tree.property.test.ts. */
function property(name: string, run: (run: PropertyRun) => PropertyResult): Check {
  return {
    name,
    limit: LIMIT,
    atLeast: { full: 8_000 },
    run: async ({ seed }) => finding(run({ seed, runs: 2_000 })),
  };
}

function finding({ tried, failures }: PropertyResult) {
  return { figure: `${failures.length} failures`, tried, ok: failures.length === 0, wrong: failures };
}
