import type { ImportRow, ImportSummary } from '@nearhop/contracts';
import type { Backend } from '../backend/backend.ts';
import { settle } from '../backend/settle.ts';
import { CommandFailure } from '../command-failure.ts';
import { writing, type WriteOptions } from '../commands/write-options.ts';
import { count } from '../output/count.ts';
import { print } from '../output/format.ts';
import type { Terminal } from '../terminal.ts';
import { countRows } from './count-rows.ts';
import { importText } from './import-text.ts';
import { progressOn } from './progress.ts';

/** Rows that are kept to be reported: a file of bad rows must not fill the memory. */
export const MOST_ROWS_KEPT = 10_000;

export interface ImportResult {
  readonly summary: ImportSummary;
  /** Rows with something to say, the first `MOST_ROWS_KEPT`. */
  readonly rows: readonly ImportRow[];
}

/** What `nearhop import` takes. */
export interface ImportCommandOptions extends WriteOptions {
  readonly shared?: true;
}

/** Imports a file with progress on stderr and the report on stdout; throws when a row did not go in whole. */
export async function importCsv(
  terminal: Terminal,
  backend: Backend,
  path: string,
  options: ImportCommandOptions,
): Promise<void> {
  const file = { path, rowsTotal: await countRows(path), shared: options.shared === true };
  const progress = await progressOn(terminal, file.rowsTotal);
  const rows: ImportRow[] = [];
  let summary: ImportSummary;
  try {
    summary = await backend.importFile(file, writing(options), (event) => {
      if (event.kind === 'row' && rows.length < MOST_ROWS_KEPT) rows.push(event.row);
      if (event.kind === 'progress') progress.update(event.progress);
    });
  } finally {
    progress.stop();
  }
  const result: ImportResult = { summary, rows };
  await print(terminal, options.output, result, () => importText(result, terminal.color));
  await settle(terminal, backend, summary, options);
  requireAllRows(path, summary);
}

function requireAllRows(path: string, { rows, rowsError, dryRun }: ImportSummary): void {
  if (rowsError === 0) return;
  const exit = rowsError === rows ? 'refused' : 'partial';
  const bad = `${rowsError.toLocaleString('en-US')} of ${count(rows, 'row')} ${dryRun ? 'would' : 'did'} not go in whole`;
  const advice = dryRun
    ? 'nothing was written: mend them first, or import without --dry-run to take the good rows'
    : 'mend them and import the file again: what is in stays as it is';
  throw new CommandFailure(exit, `Cannot import all of "${path}": ${bad}`, [advice]);
}
