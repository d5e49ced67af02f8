import type { Command } from 'commander';
import { withBackend } from '../../backend/with-backend.ts';
import type { Terminal } from '../../terminal.ts';
import { accessFor, addWriteOptions, writing, type WriteOptions } from '../write-options.ts';

interface Options extends WriteOptions {
  readonly customer?: string;
}

export function declareNodeRestore(parent: Command, terminal: Terminal): void {
  const restore = parent
    .command('restore')
    .description('bring back a cache node that was deleted within 30 days, with its blocks')
    .argument('<node>', 'the name that it had, or its id: node list --deleted shows both')
    .option('--customer <id>', 'whose node, when several had one of this name');
  addWriteOptions(restore).action(async (name: string, _options: unknown, command: Command) => {
    const options = command.optsWithGlobals<Options>();
    await withBackend(terminal, accessFor(options), async (backend) => {
      const { showWritten } = await import('./show-written.ts');
      const written = await backend.restoreNode({ name, customer: options.customer }, writing(options));
      await showWritten(terminal, backend, { done: 'Restored', would: 'Would restore' }, written, options);
    });
  });
}
