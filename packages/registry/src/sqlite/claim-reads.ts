import { Prefix } from '@nearhop/ip';
import type { SQLQueryBindings } from 'bun:sqlite';
import type { StoredRecord } from '../records.ts';
import type { ListOptions } from '../registry.ts';
import { ancestorLengths } from './claim-lengths.ts';
import {
  BY_KEY,
  CLAIM_COLUMNS,
  claimKey,
  claimRecord,
  splitClaimId,
  type ClaimKey,
  type ClaimRow,
} from './claim-row.ts';
import { checkLimit } from './list-limit.ts';
import { addressBytes, lastBytes } from './prefix-bytes.ts';
import type { SqliteConnection } from './sqlite-connection.ts';

type ClaimRecord = StoredRecord<'claim'>;

const IN_ORDER = 'ORDER BY family, start, length, node LIMIT ?';

export function getClaim(connection: SqliteConnection, id: string): ClaimRecord | undefined {
  const key = splitClaimId(id);
  return key && select(connection, BY_KEY, claimKey(key.prefix, key.node))[0];
}

/** In the order of their prefixes (the tree's pre-order), then of their nodes. */
export function listClaims(
  connection: SqliteConnection,
  options: ListOptions & { readonly node?: string },
): ClaimRecord[] {
  checkLimit(options.limit);
  const conditions: string[] = [];
  const bindings: SQLQueryBindings[] = [];
  for (const column of ['node', 'customer'] as const) {
    const value = options[column];
    if (value === undefined) continue;
    conditions.push(`${column} = ?`);
    bindings.push(value);
  }
  if (options.after !== undefined) {
    conditions.push('(family, start, length, node) > (?, ?, ?, ?)');
    bindings.push(...keyAfter(options.after));
  }
  const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
  return select(connection, `${where} ${IN_ORDER}`, [...bindings, options.limit]);
}

/** Ancestors are point reads of the lengths that there are; the prefix itself and what is inside are one range. */
export function listOverlapping(connection: SqliteConnection, prefix: Prefix, limit: number): ClaimRecord[] {
  checkLimit(limit);
  const { address, family, length } = prefix;
  const found: ClaimRecord[] = [];
  for (const outer of ancestorLengths(connection, family, length)) {
    if (found.length >= limit) return found;
    const start = addressBytes(Prefix.containing(address, outer).address);
    const at = `WHERE family = ? AND start = ? AND length = ? ${IN_ORDER}`;
    found.push(...select(connection, at, [family, start, outer, limit - found.length]));
  }
  if (found.length >= limit) return found;
  const inside = `WHERE family = ? AND start BETWEEN ? AND ? AND length >= ? ${IN_ORDER}`;
  const range = [family, addressBytes(address), lastBytes(prefix), length, limit - found.length];
  return [...found, ...select(connection, inside, range)];
}

/** The key of the claim that an answer begins after. Throws RangeError for what is no claim's id. */
export function keyAfter(id: string): ClaimKey {
  const key = splitClaimId(id);
  if (key !== undefined) return claimKey(key.prefix, key.node);
  throw new RangeError(
    `Cannot list claims: after must be the id of a claim, such as "192.0.2.0/24@n_…": received "${id}"`,
  );
}

function select(connection: SqliteConnection, where: string, bindings: readonly SQLQueryBindings[]): ClaimRecord[] {
  const rows = connection.statement(`SELECT ${CLAIM_COLUMNS} FROM claims ${where}`).values(...bindings) as ClaimRow[];
  return rows.map(claimRecord);
}
