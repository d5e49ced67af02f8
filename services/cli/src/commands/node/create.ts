import type { Command } from 'commander';
import { withBackend } from '../../backend/with-backend.ts';
import type { Terminal } from '../../terminal.ts';
import { accessFor, addWriteOptions, writing, type WriteOptions } from '../write-options.ts';
import { addNodeFieldOptions, nodeMembers, type NodeFieldOptions } from './fields.ts';

interface Options extends WriteOptions, NodeFieldOptions {
  readonly customer?: string;
  readonly disabled?: true;
}

export function declareNodeCreate(parent: Command, terminal: Terminal): void {
  const create = parent
    .command('create')
    .description('make a cache node')
    .argument('<name>', '1 to 90 of A-Z, a-z, 0-9, "_" and "-"; never changed')
    .option('--customer <id>', 'whose node; may be left out while there is one customer')
    .option('--disabled', 'make it disabled: it gets no devices until it is enabled');
  addWriteOptions(addNodeFieldOptions(create))
    .addHelpText(
      'after',
      '\nExample:\n  nearhop node create Tacoma-1 --customer demo-isp --server 203.0.113.30 --blocks "127.0.3.0/24, 127.0.4.0/24"',
    )
    .action(async (name: string, _options: unknown, command: Command) => {
      const options = command.optsWithGlobals<Options>();
      await withBackend(terminal, accessFor(options), async (backend) => {
        const { customer, disabled } = options;
        const input = {
          name,
          ...nodeMembers(options),
          ...(customer === undefined ? {} : { customer }),
          ...(disabled === undefined ? {} : { enabled: false }),
        };
        const { showWritten } = await import('./show-written.ts');
        const written = await backend.createNode(input, writing(options));
        await showWritten(terminal, backend, { done: 'Created', would: 'Would create' }, written, options);
      });
    });
}
