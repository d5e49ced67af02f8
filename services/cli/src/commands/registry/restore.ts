import type { Command } from 'commander';
import { count } from '../../output/count.ts';
import { print, type Format } from '../../output/format.ts';
import type { Terminal } from '../../terminal.ts';
import { requireReason, wholeNumber } from '../write-options.ts';
import { chainText, recordsIn } from './position-text.ts';
import { requireStore, storeKind, withRegistry } from './with-registry.ts';

interface Options {
  readonly reason?: string;
  readonly aboveRevision?: number;
  readonly output: Format;
}

export function declareRegistryRestore(parent: Command, terminal: Terminal): void {
  parent
    .command('restore')
    .description('make a store in Redis hold what a backup holds, and nothing else')
    .argument('<file>', 'what nearhop registry backup wrote')
    .option('--reason <text>', 'why, for the history (required)')
    .option(
      '--above-revision <n>',
      'the highest revision that anybody saw, when backup and store do not know it',
      wholeNumber,
    )
    .action(async (path: string, _options: unknown, command: Command) => {
      const { reason = '', aboveRevision, output } = command.optsWithGlobals<Options>();
      requireReason('restore the registry', { reason, output });
      const settings = await requireStore('restore the registry', terminal);
      const { checkedBackup, notRestorable, restoreFrom } = await import('./restore-from.ts');
      if (storeKind(settings) === 'sqlite') throw notRestorable();
      const backup = await checkedBackup(terminal, path);
      await withRegistry(settings, 'write', async (registry) => {
        const position = await restoreFrom(terminal, registry, backup, { why: reason, aboveRevision });
        const from = backup.position.revision;
        await print(terminal, output, { file: path, from, position }, () => {
          const records = count(recordsIn(position.counts), 'record');
          const where = terminal.color.dim(`(lineage ${position.lineage}, chain ${chainText(position.chain)})`);
          return `Restored revision ${from} as revision ${position.revision}: ${records} ${where}`;
        });
      });
    });
}
