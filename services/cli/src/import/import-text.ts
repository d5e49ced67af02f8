import type { ImportRow, ImportSummary } from '@nearhop/contracts';
import type { Colors } from 'picocolors/types';
import { count } from '../output/count.ts';
import type { ImportResult } from './import-csv.ts';

/** Rows that are shown before the rest is only counted. */
const MOST_ROWS_SHOWN = 50;

/** The rows with something to say, then what became of the file. */
export function importText({ summary, rows }: ImportResult, colors: Colors): string {
  const troubled = summary.rowsError + summary.rowsWarning;
  const shown = rows.slice(0, MOST_ROWS_SHOWN);
  const more = troubled - shown.length;
  return [
    ...shown.flatMap((row) => rowLines(row, colors)),
    ...(more > 0
      ? [
          `and ${count(more, 'more row')}: -o json lists ${rows.length < troubled ? `the first ${rows.length.toLocaleString('en-US')}` : 'all'}`,
        ]
      : []),
    ...summaryLines(summary),
  ].join('\n');
}

function rowLines({ line, customer, node, outcome, texts }: ImportRow, { red, yellow, bold }: Colors): string[] {
  const label = outcome === 'error' ? red('error') : yellow('warning');
  const whose = [customer, node].filter((name) => name !== '').map((name) => ` ${name}`);
  return [`${bold(`line ${line}`)}${whose.join('')}: ${label}`, ...texts.map((text) => `  ${text}`)];
}

function summaryLines(summary: ImportSummary): string[] {
  const { rows, rowsOk, rowsWarning, rowsError, dryRun, position } = summary;
  const added = [
    count(summary.blocksAdded, 'block'),
    count(summary.nodesMade, 'node'),
    count(summary.customersMade, 'customer'),
  ].join(', ');
  const beside = [
    summary.blocksUnchanged > 0 && `${count(summary.blocksUnchanged, 'block')} were there already`,
    summary.blocksRefused > 0 && `${count(summary.blocksRefused, 'block')} did not go in`,
    summary.blocksAttentionRequired > 0 && `${count(summary.blocksAttentionRequired, 'block')} to look at`,
  ].filter((text) => text !== false);
  return [
    `${count(rows, 'row')}: ${grouped(rowsOk)} good, ${grouped(rowsWarning)} with warnings, ${grouped(rowsError)} with errors`,
    `${dryRun ? 'Would add' : 'Added'} ${[added, ...beside].join('; ')} (${dryRun ? 'nothing was written' : `revision ${position.revision}`})`,
  ];
}

function grouped(number: number): string {
  return number.toLocaleString('en-US');
}
