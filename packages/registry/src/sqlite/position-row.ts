import { RegistryUnavailableError } from '../errors.ts';
import type { RecordWrite } from '../records.ts';
import type { RegistryPosition, Revision } from '../revision.ts';
import type { SqliteConnection } from './sqlite-connection.ts';

interface CountColumns {
  readonly customers: number;
  readonly origins: number;
  readonly nodes: number;
  readonly claims: number;
}

export interface PositionRow extends CountColumns {
  readonly lineage: string;
  readonly revision: number;
  readonly chain: string;
  readonly digest: string;
  readonly restoring: string | null;
  readonly restore_base: number | null;
}

export interface ChangeRow extends Omit<PositionRow, 'lineage' | 'restoring' | 'restore_base'> {
  readonly previous_revision: number;
  readonly previous_chain: string;
  readonly by: string;
  readonly why: string | null;
  readonly at: string;
  readonly writes: string;
}

/** `restoring`: the backup of whose restore the caller is part. Throws RegistryUnavailableError while another one, or any, is under way. */
export function readPosition(connection: SqliteConnection, restoring: string | null = null): RegistryPosition {
  const row = connection.statement<PositionRow>('SELECT * FROM position').get();
  if (row === null) throw new SyntaxError('the position is missing');
  if (row.restoring !== restoring) throw new RegistryUnavailableError('Cannot use store: it is being restored');
  return positionOf(row, row.lineage);
}

export function positionOf(
  row: Omit<PositionRow, 'lineage' | 'restoring' | 'restore_base'>,
  lineage: string,
): RegistryPosition {
  const { revision, chain, digest, customers, origins, nodes, claims } = row;
  return {
    lineage,
    revision,
    chain,
    counts: { customer: customers, origin: origins, node: nodes, claim: claims },
    digest,
  };
}

export function revisionOf(row: ChangeRow, lineage: string): Revision {
  return {
    previous: { revision: row.previous_revision, chain: row.previous_chain },
    position: positionOf(row, lineage),
    by: row.by,
    why: row.why,
    at: row.at,
    writes: JSON.parse(row.writes) as RecordWrite[],
  };
}
