import type { Command } from 'commander';
import { withBackend } from '../backend/with-backend.ts';
import { print, type Format } from '../output/format.ts';
import type { Terminal } from '../terminal.ts';
import { wholeNumber } from './write-options.ts';

export function declareDiff(parent: Command, terminal: Terminal): void {
  parent
    .command('diff')
    .description('say what differs between two revisions')
    .argument('<from>', 'a revision, as nearhop history lists them', wholeNumber)
    .argument('<to>', 'another', wholeNumber)
    .option('--customer <id>', "only this customer's")
    .action(async (from: number, to: number, _options: unknown, command: Command) => {
      const { customer, output } = command.optsWithGlobals<{ readonly customer?: string; readonly output: Format }>();
      await withBackend(terminal, 'follow', async ({ history }) => {
        const { changesText } = await import('../output/change-text.ts');
        await print(terminal, output, await history.diff({ from, to, customer }), (diff) =>
          changesText(terminal, diff),
        );
      });
    });
}
