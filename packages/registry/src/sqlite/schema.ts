import { randomBytes } from 'node:crypto';
import { EMPTY_DIGEST, firstChain } from '../record-hash.ts';
import type { FileFormat } from './file-format.ts';

/**
 * The registry's file. Claims have a table of columns, because overlaps are found by index; everything else is a body.
 *
 * `start` is the address big-endian (4 or 16 bytes): byte order is address order, and with `length` behind it the order of the
 * table is the pre-order of the tree of prefixes: what is inside a prefix is one range. A claim's id is its prefix and its
 * node, which is the key, so there is no index by id: bulk imports write as few trees as can be.
 */
export const REGISTRY_FORMAT: FileFormat = {
  what: 'registry',
  applicationId: 0x4e_48_52_47, // "NHRG"
  version: 2,
  pragmas: [
    'PRAGMA journal_mode = WAL',
    'PRAGMA synchronous = FULL',
    'PRAGMA cache_size = -65536',
    'PRAGMA wal_autocheckpoint = 16000',
  ],
  create: (run) => {
    for (const statement of TABLES) run(statement);
    const lineage = randomBytes(16).toString('hex');
    const first = `1, '${lineage}', 0, '${firstChain(lineage)}', 0, 0, 0, 0, '${EMPTY_DIGEST}', 0, NULL, NULL`;
    run(`INSERT INTO position VALUES (${first})`);
  },
};

const TABLES = [
  // `restoring`: the backup that fills the store now, which is nobody else's to see until that is done.
  `CREATE TABLE position (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    lineage TEXT NOT NULL, revision INTEGER NOT NULL, chain TEXT NOT NULL,
    customers INTEGER NOT NULL, origins INTEGER NOT NULL, nodes INTEGER NOT NULL, claims INTEGER NOT NULL,
    digest TEXT NOT NULL, next_node_number INTEGER NOT NULL,
    restoring TEXT, restore_base INTEGER) STRICT`,
  `CREATE TABLE records (
    kind TEXT NOT NULL, id TEXT NOT NULL, customer TEXT, body TEXT NOT NULL, revision INTEGER NOT NULL,
    PRIMARY KEY (kind, id)) STRICT, WITHOUT ROWID`,
  'CREATE INDEX records_by_customer ON records (kind, customer)',
  `CREATE TABLE claims (
    family INTEGER NOT NULL, start BLOB NOT NULL, length INTEGER NOT NULL, node TEXT NOT NULL,
    customer TEXT NOT NULL, state TEXT NOT NULL, prefix TEXT NOT NULL, shared INTEGER NOT NULL, details TEXT,
    revision INTEGER NOT NULL, PRIMARY KEY (family, start, length, node)) STRICT, WITHOUT ROWID`,
  'CREATE INDEX claims_by_node ON claims (node)',
  'CREATE INDEX claims_by_customer ON claims (customer)',
  // Claims that are not valid: few beside the blocks, and no import of blocks writes these.
  `CREATE INDEX claims_by_state ON claims (state, family, start, length, node) WHERE state <> 'valid'`,
  `CREATE INDEX claims_by_customer_and_state ON claims (customer, state, family, start, length, node) WHERE state <> 'valid'`,
  // Which lengths there are, so that a search for ancestors reads no others.
  `CREATE TABLE claim_lengths (
    family INTEGER NOT NULL, length INTEGER NOT NULL, claims INTEGER NOT NULL, PRIMARY KEY (family, length))
    STRICT, WITHOUT ROWID`,
  'CREATE TABLE unique_keys (key TEXT PRIMARY KEY, kind TEXT NOT NULL, id TEXT NOT NULL) STRICT, WITHOUT ROWID',
  'CREATE INDEX unique_keys_by_record ON unique_keys (kind, id)',
  `CREATE TABLE changes (
    revision INTEGER PRIMARY KEY, previous_revision INTEGER NOT NULL, previous_chain TEXT NOT NULL, chain TEXT NOT NULL,
    customers INTEGER NOT NULL, origins INTEGER NOT NULL, nodes INTEGER NOT NULL, claims INTEGER NOT NULL,
    digest TEXT NOT NULL, "by" TEXT NOT NULL, why TEXT, at TEXT NOT NULL, writes TEXT NOT NULL) STRICT`,
  `CREATE TABLE idempotency_keys (key TEXT PRIMARY KEY, revision INTEGER NOT NULL, committed_at_ms INTEGER NOT NULL)
    STRICT, WITHOUT ROWID`,
  'CREATE INDEX idempotency_keys_by_age ON idempotency_keys (committed_at_ms)',
] as const;
