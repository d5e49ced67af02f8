import type { Command } from 'commander';
import { count } from '../../output/count.ts';
import { print, type Format } from '../../output/format.ts';
import type { Terminal } from '../../terminal.ts';
import { requireReason, wholeNumber } from '../write-options.ts';
import { chainText, recordsIn } from './position-text.ts';
import { requireStore, withRegistry } from './with-registry.ts';

interface Options {
  readonly reason?: string;
  readonly aboveRevision?: number;
  readonly output: Format;
}

export function declareRegistryRestore(parent: Command, terminal: Terminal): void {
  parent
    .command('restore')
    .description(
      'make the store hold what a backup holds, and nothing else; or what a router keeps, which is routing alone',
    )
    .argument('<path>', "what nearhop registry backup wrote; or a router's data folder, or a snapshot out of it")
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
      const [{ checkedSource }, { restoreFrom }] = await Promise.all([
        import('./checked-source.ts'),
        import('./restore-from.ts'),
      ]);
      const checked = await checkedSource(terminal, path);
      await withRegistry(settings, { access: 'write', absent: 'make' }, async (registry) => {
        const position = await restoreFrom(terminal, registry, checked, { why: reason, aboveRevision });
        const { kind, source } = checked;
        const from = source.revision;
        await print(terminal, output, { file: path, kind, from, position }, () => {
          const records = count(recordsIn(position.counts), 'record');
          const where = terminal.color.dim(`(lineage ${position.lineage}, chain ${chainText(position.chain)})`);
          return `Restored revision ${from} as revision ${position.revision}: ${records} ${where}`;
        });
      });
    });
}
