import type { FileFormat } from './file-format.ts';

/** The file of what is published anew each second: it may be lost at any time, so nothing waits for the disk. */
export function healthFormat(firstNumber: number): FileFormat {
  return {
    what: 'health file',
    applicationId: 0x4e_48_48_46, // "NHHF"
    version: 1,
    pragmas: ['PRAGMA journal_mode = WAL', 'PRAGMA synchronous = OFF'],
    create: (run) => {
      for (const statement of TABLES) run(statement);
      run(`INSERT INTO vector VALUES (1, ${firstNumber}, x'', 0, 0)`);
    },
  };
}

const TABLES = [
  `CREATE TABLE vector (
    only INTEGER PRIMARY KEY CHECK (only = 1), number INTEGER NOT NULL, entries BLOB NOT NULL,
    published_at_ms INTEGER NOT NULL, published INTEGER NOT NULL) STRICT`,
  'CREATE TABLE opinions (monitor TEXT PRIMARY KEY, opinions BLOB NOT NULL, at_ms INTEGER NOT NULL) STRICT',
  'CREATE TABLE heartbeats (only INTEGER PRIMARY KEY CHECK (only = 1), ages BLOB NOT NULL, at_ms INTEGER NOT NULL) STRICT',
  `CREATE TABLE leases (
    name TEXT PRIMARY KEY, holder TEXT NOT NULL, expires_at_ms INTEGER NOT NULL, ttl_ms INTEGER NOT NULL) STRICT`,
] as const;
