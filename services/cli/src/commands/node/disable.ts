import type { Command } from 'commander';
import { withBackend } from '../../backend/with-backend.ts';
import type { Terminal } from '../../terminal.ts';
import { accessFor, addWriteOptions, requireReason, writing, type WriteOptions } from '../write-options.ts';

interface Options extends WriteOptions {
  readonly customer?: string;
}

export function declareNodeDisable(parent: Command, terminal: Terminal): void {
  const disable = parent
    .command('disable')
    .description('send no more devices to a cache node, from now on')
    .argument('<node>', 'its name, or its id')
    .option('--customer <id>', 'whose node, when several have one of this name');
  addWriteOptions(disable).action(async (name: string, _options: unknown, command: Command) => {
    const options = command.optsWithGlobals<Options>();
    requireReason(`disable node "${name}"`, options);
    await withBackend(terminal, accessFor(options), async (backend) => {
      const node = await backend.findNode({ name, customer: options.customer });
      const { showWritten } = await import('./show-written.ts');
      const written = await backend.editNode(node, { enabled: false }, writing(options));
      await showWritten(terminal, backend, { done: 'Disabled', would: 'Would disable' }, written, options);
    });
  });
}
