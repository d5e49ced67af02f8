import type { FileFormat } from './file-format.ts';

/**
 * The file of secrets, apart from the registry's: whoever follows that one need not read this one. `version` is the number of all writes
 * so far, and a secret's revision is the version that wrote it, so that no revision comes again with another value.
 */
export const SECRETS_FORMAT: FileFormat = {
  what: 'secrets file',
  applicationId: 0x4e_48_53_43, // "NHSC"
  version: 1,
  pragmas: ['PRAGMA journal_mode = WAL', 'PRAGMA synchronous = FULL', 'PRAGMA secure_delete = ON'],
  create: (run) => {
    run('CREATE TABLE version (only INTEGER PRIMARY KEY CHECK (only = 1), version INTEGER NOT NULL) STRICT');
    run(`CREATE TABLE secrets (
      kind TEXT NOT NULL, id TEXT NOT NULL, revision INTEGER NOT NULL, value TEXT NOT NULL,
      PRIMARY KEY (kind, id)) STRICT, WITHOUT ROWID`);
    run('INSERT INTO version VALUES (1, 0)');
  },
};
