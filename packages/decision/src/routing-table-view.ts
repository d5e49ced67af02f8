import { applyRevision } from './apply-revision.ts';
import { loadTable } from './load-table.ts';
import type { RoutingRecord, RoutingRevision } from './routing-records.ts';
import type { RoutingTable } from './routing-table.ts';
import { decodeTable, encodeTable } from './table-snapshot.ts';

/** How a replica of the registry makes and keeps a RoutingTable: by its shape the registry's `View<RoutingTable>`. */
export interface RoutingTableView {
  /** Throws ViewError on records that contradict each other. */
  load(pages: AsyncIterable<readonly RoutingRecord[]>): Promise<RoutingTable>;
  /** Synchronous; throws ViewError before it changes anything. */
  apply(table: RoutingTable, revision: RoutingRevision): void;
  /** Chunks of less than a millisecond's work, each made when it is asked for. Throws when the table changes before the last one. */
  encode(table: RoutingTable): Iterable<Uint8Array>;
  /** Throws ViewError on bytes that are not the chunks of `encode`, joined. */
  decode(bytes: Uint8Array): RoutingTable;
}

export const routingTableView: RoutingTableView = {
  load: loadTable,
  apply: applyRevision,
  encode: encodeTable,
  decode: decodeTable,
};
