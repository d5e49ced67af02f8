import type { Command } from 'commander';
import { withBackend } from '../../backend/with-backend.ts';
import type { Terminal } from '../../terminal.ts';
import { accessFor, addWriteOptions, writing, type WriteOptions } from '../write-options.ts';

interface Options extends WriteOptions {
  readonly customer?: string;
}

export function declareNodeEnable(parent: Command, terminal: Terminal): void {
  const enable = parent
    .command('enable')
    .description('let a cache node get devices again')
    .argument('<node>', 'its name, or its id')
    .option('--customer <id>', 'whose node, when several have one of this name');
  addWriteOptions(enable).action(async (name: string, _options: unknown, command: Command) => {
    const options = command.optsWithGlobals<Options>();
    await withBackend(terminal, accessFor(options), async (backend) => {
      const node = await backend.findNode({ name, customer: options.customer });
      const { showWritten } = await import('./show-written.ts');
      const written = await backend.editNode(node, { enabled: true }, writing(options));
      await showWritten(terminal, backend, { done: 'Enabled', would: 'Would enable' }, written, options);
    });
  });
}
