import { comparePrefixes, Prefix } from '@nearhop/ip';
import type { SQLQueryBindings } from 'bun:sqlite';
import type { StoredRecord } from '../records.ts';
import type { PendingClaimsOptions } from '../registry.ts';
import { keyAfter } from './claim-reads.ts';
import { CLAIM_COLUMNS, claimRecord, type ClaimRow } from './claim-row.ts';
import { checkLimit } from './list-limit.ts';
import type { SqliteConnection } from './sqlite-connection.ts';

type ClaimRecord = StoredRecord<'claim'>;

/**
 * A page of each state, by the indexes of claims that are not valid, then the first of them all. `state <> 'valid'` is said again because
 * a partial index is taken only for a query that says what it says.
 */
export function listPending(connection: SqliteConnection, options: PendingClaimsOptions): ClaimRecord[] {
  const { states, customer, after, limit } = options;
  checkLimit(limit);
  const index = customer === undefined ? 'claims_by_state' : 'claims_by_customer_and_state';
  const owned = customer === undefined ? '' : 'AND customer = ?';
  const later = after === undefined ? '' : 'AND (family, start, length, node) > (?, ?, ?, ?)';
  const sql = `SELECT ${CLAIM_COLUMNS} FROM claims INDEXED BY ${index} WHERE state <> 'valid' AND state = ? ${owned} ${later}
    ORDER BY family, start, length, node LIMIT ?`;
  const place: SQLQueryBindings[] = after === undefined ? [] : keyAfter(after);
  const bindings = [...(customer === undefined ? [] : [customer]), ...place, limit];
  const found = [...new Set(states)].flatMap((state) => {
    const rows = connection.statement(sql).values(state, ...bindings) as ClaimRow[];
    return rows.map((row) => ({ prefix: Prefix.parse(row[2]), record: claimRecord(row) }));
  });
  found.sort((x, y) => comparePrefixes(x.prefix, y.prefix) || (x.record.value.node < y.record.value.node ? -1 : 1));
  return found.slice(0, limit).map(({ record }) => record);
}
