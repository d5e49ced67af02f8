import { Prefix } from '@nearhop/ip';
import type { ClaimConflict } from '../registry.ts';
import { ancestorLengths } from './claim-lengths.ts';
import { CLAIM_COLUMNS, claimRecord, type ClaimRow } from './claim-row.ts';
import { addressBytes, commonBits, lastBytes } from './prefix-bytes.ts';
import type { SqliteConnection } from './sqlite-connection.ts';

/** A claim that this commit has just written as valid. */
export interface WrittenBlock {
  readonly id: string;
  readonly customer: string;
  readonly node: string;
  readonly shared: boolean;
  readonly prefix: Prefix;
}

const AT = `SELECT ${CLAIM_COLUMNS} FROM claims WHERE family = ? AND start = ? AND length = ? AND state = 'valid'`;
const IN_CONFLICT = `SELECT ${CLAIM_COLUMNS} FROM claims
  WHERE family = ?1 AND start BETWEEN ?2 AND ?3 AND length >= ?4 AND state = 'valid'
  AND (customer <> ?5 OR (length = ?4 AND node <> ?6 AND shared = 0 AND ?7 = 0)) LIMIT 1`;

/**
 * Finds the conflict of each block that this transaction wrote, if it has one, with what stands after the writes.
 * A block is compared with its ancestors (point reads of the lengths that exist), and with its equals and descendants (one range).
 * Where a block that stood before and belongs to the same customer encloses it, nothing of others can be inside.
 *
 * `blocks` must be in the tree's pre-order: neighbours share most ancestors, and only those that differ are read.
 */
export class OverlapCheck {
  readonly #connection: SqliteConnection;
  readonly #revision: number;
  /** The blocks at each ancestor length of the block before, by length. */
  #ancestors: (readonly ClaimRow[])[] = [];
  #lengths: readonly number[] = [];
  #previous: Prefix | undefined;

  constructor(connection: SqliteConnection, revision: number) {
    this.#connection = connection;
    this.#revision = revision;
  }

  conflictOf(block: WrittenBlock): ClaimConflict | undefined {
    this.#readAncestors(block.prefix);
    let enclosed = false;
    let inTheWay: ClaimRow | undefined;
    for (const length of this.#lengths) {
      if (length >= block.prefix.length) break;
      for (const row of this.#ancestors[length] ?? []) {
        const [, customer, , , , , revision] = row;
        const stoodBefore = revision < this.#revision;
        if (customer === block.customer) enclosed ||= stoodBefore;
        else if (stoodBefore) return conflict(block, 'other-customer', row);
        else inTheWay ??= row;
      }
    }
    // A new block of another customer around us, inside a standing one of ours, is in conflict with that one itself.
    if (inTheWay !== undefined && !enclosed) return conflict(block, 'other-customer', inTheWay);
    return this.#conflictInside(block, enclosed);
  }

  #readAncestors(prefix: Prefix): void {
    const { family, address } = prefix;
    if (this.#previous?.family !== family) {
      this.#lengths = ancestorLengths(this.#connection, family, 128);
      this.#previous = undefined;
    }
    const known =
      this.#previous === undefined
        ? -1
        : Math.min(commonBits(this.#previous.address, address), this.#previous.length - 1);
    for (const length of this.#lengths) {
      if (length >= prefix.length) break;
      if (length > known) this.#ancestors[length] = this.#blocksAt(Prefix.containing(address, length));
    }
    this.#previous = prefix;
  }

  #blocksAt({ family, address, length }: Prefix): readonly ClaimRow[] {
    return this.#connection.statement(AT).values(family, addressBytes(address), length) as ClaimRow[];
  }

  #conflictInside(
    { customer, node, shared, prefix, ...block }: WrittenBlock,
    enclosed: boolean,
  ): ClaimConflict | undefined {
    const start = addressBytes(prefix.address);
    const end = enclosed ? start : lastBytes(prefix);
    const inConflict = this.#connection.statement(IN_CONFLICT);
    const [row] = inConflict.values(
      prefix.family,
      start,
      end,
      prefix.length,
      customer,
      node,
      shared ? 1 : 0,
    ) as ClaimRow[];
    return row && conflict(block, row[1] === customer ? 'own-node' : 'other-customer', row);
  }
}

function conflict(block: Pick<WrittenBlock, 'id'>, cause: ClaimConflict['cause'], row: ClaimRow): ClaimConflict {
  return { claim: block.id, cause, with: claimRecord(row) };
}
