import type { RoutingTable } from '@nearhop/decision';
import { BackupError, checkBackup, checkRecords, sourceOf, type RestoreSource } from '@nearhop/registry';
import { createHash } from 'node:crypto';
import { CommandFailure } from '../../command-failure.ts';
import { count } from '../../output/count.ts';
import type { Terminal } from '../../terminal.ts';
import { fileFailure } from './file-failure.ts';
import { recordsIn } from './position-text.ts';
import { isRouterState, readRouterState } from './router-state.ts';
import { claimsLeftOut, recordsOfTable } from './table-records.ts';

/** Something to restore from, read to its end and found whole. */
export interface CheckedSource {
  readonly path: string;
  readonly kind: 'backup' | 'router-state';
  readonly source: RestoreSource;
  readonly records: number;
  /** That it tells of. */
  readonly highestRevision: number;
}

/** Reads all of a backup, or of what a router keeps, whichever is at the path, and says on stderr what it is. */
export async function checkedSource(terminal: Terminal, path: string): Promise<CheckedSource> {
  try {
    return isRouterState(path) ? checkedRouterState(terminal, path) : await checkedBackup(terminal, path);
  } catch (error) {
    if (error instanceof BackupError) throw new CommandFailure('refused', `${error.message}: "${path}"`);
    throw fileFailure('read', path, error);
  }
}

async function checkedBackup(terminal: Terminal, path: string): Promise<CheckedSource> {
  const open = () => Bun.file(path).stream();
  const head = await checkBackup(open);
  const { position, at } = head;
  const records = recordsIn(position.counts);
  terminal.complain(`"${path}" is whole: revision ${position.revision} of ${at}, ${count(records, 'record')}`);
  return { path, kind: 'backup', source: sourceOf(head, open), records, highestRevision: position.revision };
}

function checkedRouterState(terminal: Terminal, path: string): CheckedSource {
  const { state, position, highestRevision, damages } = readRouterState(path);
  for (const damage of damages) terminal.complain(damage);
  let records = 0;
  for (const batch of recordsOfTable(state)) {
    checkRecords(batch);
    records += batch.length;
  }
  const { lineage, revision, chain } = position;
  const id = createHash('sha256').update(`nearhop router state ${lineage} ${revision} ${chain}`).digest('hex');
  terminal.complain(
    `"${path}" is what a router keeps: revision ${revision}, ${count(records, 'record')} that routing follows from`,
  );
  for (const line of notIn(state)) terminal.complain(line);
  const batches = async function* () {
    yield* recordsOfTable(state);
  };
  const source = { id: id.slice(0, 32), lineage, revision, batches };
  return { path, kind: 'router-state', source, records, highestRevision };
}

/** What a routing table never knew, so that nobody takes such a restore for a whole one. */
function notIn(table: RoutingTable): string[] {
  return [
    'not in it, and not restored:',
    `- ${count(claimsLeftOut(table), 'claim')} in review or in need of attention`,
    '- nodes and claims that were deleted and could be taken back',
    '- the history, and what made each block valid',
    '- which blocks are shared: those that several nodes hold will be',
    '- users, tokens and keys',
  ];
}
