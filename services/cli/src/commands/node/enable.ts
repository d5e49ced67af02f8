import type { Command } from 'commander';
import { withBackend } from '../../backend/with-backend.ts';
import type { Terminal } from '../../terminal.ts';
import { addWriteOptions, writing, type WriteOptions } from '../write-options.ts';

interface Options extends WriteOptions {
  readonly customer?: string;
}

export function declareNodeEnable(parent: Command, terminal: Terminal): void {
  const enable = parent
    .command('enable')
    .description('let a cache node get devices again')
    .argument('<node>', 'its name, or its id')
    .option('--customer <id>', 'whose node, when several have one of this name');
  addWriteOptions(enable).action((name: string, _options: unknown, command: Command) =>
    withBackend(terminal, async (backend) => {
      const options = command.optsWithGlobals<Options>();
      const node = await backend.findNode({ name, customer: options.customer });
      const { showWritten } = await import('./show-written.ts');
      const written = await backend.editNode(node, { enabled: true }, writing(options));
      await showWritten(terminal, backend, { done: 'Enabled', would: 'Would enable' }, written, options);
    }),
  );
}
