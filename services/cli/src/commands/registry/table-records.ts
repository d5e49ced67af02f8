import { claimId, type CacheNode } from '@nearhop/contracts';
import type { RoutingTable } from '@nearhop/decision';
import { MAX_WRITES_PER_COMMIT, type RecordWrite } from '@nearhop/registry';

/** The records that a routing table was made of, as far as they follow from it, in batches that one commit takes. One table always gives the same ones. */
export function* recordsOfTable(table: RoutingTable): Generator<readonly RecordWrite[], void> {
  let batch: RecordWrite[] = [];
  for (const record of records(table)) {
    batch.push(record);
    if (batch.length < MAX_WRITES_PER_COMMIT) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

/** How many claims are not among those records, as they are not valid: the table knows neither who asked for them nor what was said. */
export function claimsLeftOut(table: RoutingTable): number {
  let claims = 0;
  for (const [, codes] of table.pending.entries()) claims += codes.length;
  return claims;
}

function* records(table: RoutingTable): Generator<RecordWrite, void> {
  for (const { unreviewed: _, ...value } of sorted(table.customers.values(), ({ id }) => id)) {
    // How much became valid without a reviewer starts anew: of no block is it known whether it did.
    yield { kind: 'customer', id: value.id, value };
  }
  for (const value of sorted(table.origins.values(), ({ host }) => host)) {
    yield { kind: 'origin', id: value.host, value };
  }
  for (const value of sorted(table.nodes.values(), ({ id }) => id)) yield { kind: 'node', id: value.id, value };
  for (const [prefix, numbers] of table.blocks.entries()) {
    for (const number of numbers) {
      const { id: node, customer } = nodeOf(table, number);
      // The table does not say which blocks are shared; where several nodes hold one, at most one of them is not.
      const shared = numbers.length > 1;
      const value = { node, customer, prefix: prefix.toString(), state: 'valid' as const, shared };
      yield { kind: 'claim', id: claimId(value), value };
    }
  }
}

/** A table that was read from a snapshot and one that followed revisions have their records in other orders. */
function sorted<Value>(values: Iterable<Value>, key: (value: Value) => string): Value[] {
  return [...values].sort((x, y) => (key(x) < key(y) ? -1 : 1));
}

function nodeOf(table: RoutingTable, number: number): CacheNode {
  const node = table.nodes.byNumber(number);
  if (node === undefined) throw new Error(`A block of the routing table names node ${number}, which it lacks`);
  return node;
}
