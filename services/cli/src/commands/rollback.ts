import type { Command } from 'commander';
import { settle } from '../backend/settle.ts';
import { withBackend } from '../backend/with-backend.ts';
import { count } from '../output/count.ts';
import { print } from '../output/format.ts';
import type { Terminal } from '../terminal.ts';
import { accessFor, addWriteOptions, requireReason, wholeNumber, writing, type WriteOptions } from './write-options.ts';

interface Options extends WriteOptions {
  readonly customer?: string;
}

export function declareRollback(parent: Command, terminal: Terminal): void {
  const rollback = parent
    .command('rollback')
    .description('bring nodes, blocks and admin states back to what they were at a revision')
    .argument('<revision>', 'as nearhop history lists them', wholeNumber)
    .option('--customer <id>', "only this customer's; without it everybody's, and the origins");
  addWriteOptions(rollback)
    .addHelpText('after', '\nPeople, tokens, keys and activations stay as they are. Look at --dry-run first.')
    .action(async (to: number, _options: unknown, command: Command) => {
      const options = command.optsWithGlobals<Options>();
      const { customer } = options;
      requireReason(`roll back to revision ${to}`, options);
      await withBackend(terminal, accessFor(options), async (backend) => {
        const wanted = { to, ...(customer !== undefined && { customer }) };
        const done = await backend.history.rollBack(wanted, writing(options));
        const { trafficText } = await import('../output/traffic-text.ts');
        const { changesText } = await import('../output/change-text.ts');
        await print(terminal, options.output, done, ({ dryRun, total, position }) => {
          const head = `${dryRun ? 'Would change' : 'Changed'} ${count(total, 'record')} back to revision ${to}`;
          return `${head} ${terminal.color.dim(`(revision ${position.revision})`)}\n${changesText(terminal, done)}${done.traffic === undefined ? '' : `\n${trafficText(terminal, done.traffic)}`}`;
        });
        await settle(terminal, backend, done, options);
      });
    });
}
