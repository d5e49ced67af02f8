import type { RevisionSummary } from '@nearhop/contracts';
import type { Command } from 'commander';
import { withBackend } from '../backend/with-backend.ts';
import { print, type Format } from '../output/format.ts';
import type { Terminal } from '../terminal.ts';
import { wholeNumber } from './write-options.ts';

interface Options {
  readonly limit: number;
  readonly before?: number;
  readonly output: Format;
}

export function declareHistory(parent: Command, terminal: Terminal): void {
  parent
    .command('history')
    .description('list commits: who changed what, when and why; or show one with what it changed')
    .argument('[revision]', 'the number of one commit', wholeNumber)
    .option('--limit <number>', 'how many, newest first (at most 1000)', wholeNumber, 20)
    .option('--before <revision>', 'only those before this one', wholeNumber)
    .action(async (revision: number | undefined, _options: unknown, command: Command) => {
      const { limit, before, output } = command.optsWithGlobals<Options>();
      await withBackend(terminal, 'follow', async ({ history }) => {
        if (revision === undefined) {
          await print(terminal, output, await history.list({ before, limit }), (list) => listText(terminal, list));
          return;
        }
        const { changesText } = await import('../output/change-text.ts');
        await print(terminal, output, await history.show(revision), (made) => {
          const { at, by, why, diff } = made;
          const head = `${terminal.color.bold(`revision ${made.revision}`)} ${at} by ${by}${why === null ? '' : `: ${why}`}`;
          return `${head}\n${changesText(terminal, diff)}`;
        });
      });
    });
}

async function listText(terminal: Terminal, list: readonly RevisionSummary[]): Promise<string> {
  const { table } = await import('../output/table.ts');
  const rows = list.map(({ revision, at, by, why, writes }) => [
    terminal.color.bold(String(revision)),
    at,
    by,
    Object.entries(writes)
      .filter(([, count]) => count > 0)
      .map(([kind, count]) => `${count} ${kind}${count === 1 ? '' : 's'}`)
      .join(', '),
    why ?? '',
  ]);
  return table(terminal, ['revision', 'at', 'by', 'writes', 'why'], rows, 'No commits yet');
}
