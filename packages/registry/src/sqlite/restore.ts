import { newChain, type RestorePlan } from '../backup/restorable-registry.ts';
import { RegistryUnavailableError } from '../errors.ts';
import { EMPTY_DIGEST } from '../record-hash.ts';
import type { RegistryPosition } from '../revision.ts';
import { readPosition, type PositionRow } from './position-row.ts';
import type { SqliteConnection } from './sqlite-connection.ts';
import { transact } from './transaction.ts';

/** Above every revision that somebody may have seen of the registry that was here. */
const JUMP = 1_000_000;

/** Everything but the position. */
const TABLES = ['records', 'claims', 'claim_lengths', 'unique_keys', 'changes', 'idempotency_keys'] as const;

const BEGIN = `UPDATE position SET lineage = ?, revision = ?, chain = ?, customers = 0, origins = 0, nodes = 0, claims = 0,
  digest = ?, restoring = ?, restore_base = ?`;

/** Empties the registry, keeps everybody else out of it, and returns the revision from which it counts on. */
export function beginRestore(connection: SqliteConnection, plan: RestorePlan): number {
  const { lineage, backup, aboveRevision } = plan;
  return transact(connection, () => {
    const at = connection.statement<PositionRow>('SELECT * FROM position').get();
    if (at === null) throw new SyntaxError('the position is missing');
    if (at.restoring === backup && at.lineage === lineage && at.restore_base !== null) {
      return { keep: false, result: at.restore_base };
    }
    if (at.lineage !== lineage && at.revision !== 0) {
      throw new RegistryUnavailableError(
        `Cannot restore: the store holds another registry, of lineage "${at.lineage}": restore into a file that is not there yet`,
      );
    }
    const base = Math.max(at.revision, aboveRevision) + JUMP;
    for (const table of TABLES) connection.statement(`DELETE FROM ${table}`).run();
    connection.statement(BEGIN).run(lineage, base, newChain(plan), EMPTY_DIGEST, backup, base);
    return { keep: true, result: base };
  });
}

export function finishRestore(connection: SqliteConnection, backup: string): RegistryPosition {
  return transact(connection, () => {
    const { changes } = connection
      .statement('UPDATE position SET restoring = NULL, restore_base = NULL WHERE restoring = ?')
      .run(backup);
    if (changes === 0) throw new RegistryUnavailableError('Cannot restore: somebody else restored the store meanwhile');
    return { keep: true, result: readPosition(connection) };
  });
}
