import type { Claim } from '@nearhop/contracts';
import type { CheckedWrite } from '../checked-change.ts';
import { detailsText } from '../claim-details.ts';
import { recordHash } from '../record-hash.ts';
import type { RecordKind, RecordWrite, StoredRecord } from '../records.ts';
import { ClaimLengthDeltas } from './claim-lengths.ts';
import {
  BY_KEY,
  CLAIM_COLUMNS,
  claimKey,
  claimRecord,
  splitClaimId,
  type ClaimKey,
  type ClaimRow,
} from './claim-row.ts';
import type { WrittenBlock } from './overlap-check.ts';
import { getRecord } from './record-reads.ts';
import type { SqliteConnection } from './sqlite-connection.ts';

/** Writes the records of one revision inside its transaction, and keeps count of what that changes. */
export class RecordWriter {
  readonly #connection: SqliteConnection;
  readonly #revision: number;
  readonly #lengths = new ClaimLengthDeltas();
  readonly #statements;
  readonly counts: Record<RecordKind, number>;
  /** Hashes of records that came and of those that went: XOR does not tell them apart. */
  readonly hashes: bigint[] = [];
  readonly blocks: WrittenBlock[] = [];

  constructor(connection: SqliteConnection, revision: number, counts: Readonly<Record<RecordKind, number>>) {
    this.#connection = connection;
    this.#revision = revision;
    this.counts = { ...counts };
    this.#statements = {
      oldClaim: connection.statement(`SELECT ${CLAIM_COLUMNS} FROM claims ${BY_KEY}`),
      addClaim: connection.statement('INSERT OR IGNORE INTO claims VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)'),
      dropClaim: connection.statement(`DELETE FROM claims ${BY_KEY}`),
    };
  }

  write({ write, body }: CheckedWrite): void {
    const before = write.kind === 'claim' ? this.#replaceClaim(write) : this.#replaceRecord(write, body);
    if (before !== undefined) this.hashes.push(recordHash(before));
    if (body !== null) this.hashes.push(recordHash({ ...write, revision: this.#revision } as StoredRecord, body));
    this.counts[write.kind] += (body === null ? 0 : 1) - (before === undefined ? 0 : 1);
  }

  /** To be called once, after the last write and before overlaps are looked for. */
  finish(): void {
    this.#lengths.write(this.#connection);
  }

  #replaceClaim({ id, value }: RecordWrite<'claim'>): StoredRecord<'claim'> | undefined {
    const parts = splitClaimId(id);
    if (parts === undefined) return undefined; // no claim ever had such an id, and a value would not have passed
    const { prefix, node } = parts;
    const key = claimKey(prefix, node);
    if (value?.state === 'valid')
      this.blocks.push({ id, customer: value.customer, node, shared: value.shared, prefix });
    if (value !== null && this.#addClaim(key, value)) {
      this.#lengths.count(prefix.family, prefix.length, 1);
      return undefined;
    }
    const before = this.#takeClaim(key);
    if (value !== null) this.#addClaim(key, value);
    else if (before !== undefined) this.#lengths.count(prefix.family, prefix.length, -1);
    return before;
  }

  /** False when there is one of that key: most claims are new, and this saves them a look. */
  #addClaim(key: ClaimKey, claim: Claim): boolean {
    const { customer, state, prefix, shared } = claim;
    const details = detailsText(claim) ?? null;
    const { addClaim } = this.#statements;
    return addClaim.run(...key, customer, state, prefix, shared ? 1 : 0, details, this.#revision).changes > 0;
  }

  #takeClaim(key: ClaimKey): StoredRecord<'claim'> | undefined {
    const [row] = this.#statements.oldClaim.values(...key) as ClaimRow[];
    if (row === undefined) return undefined;
    this.#statements.dropClaim.run(...key);
    return claimRecord(row);
  }

  #replaceRecord(write: RecordWrite, body: string | null): StoredRecord | undefined {
    const { kind, id, value } = write;
    const before = getRecord(this.#connection, kind, id);
    if (value === null) {
      this.#connection.statement('DELETE FROM records WHERE kind = ? AND id = ?').run(kind, id);
      return before;
    }
    const customer = kind === 'node' ? value.customer : null;
    const put = this.#connection.statement('INSERT OR REPLACE INTO records VALUES (?, ?, ?, ?, ?)');
    put.run(kind, id, customer, body, this.#revision);
    if (kind === 'node') this.#useNumber(value.number);
    return before;
  }

  /** A number that is in use, however it came to be, is never given out again. */
  #useNumber(number: number): void {
    this.#connection.statement('UPDATE position SET next_node_number = max(next_node_number, ?)').run(number + 1);
  }
}
