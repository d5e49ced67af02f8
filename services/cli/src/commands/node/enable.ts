import type { Command } from 'commander';
import type { Terminal } from '../../terminal.ts';
import { addWriteOptions, type WriteOptions } from '../write-options.ts';
import { editSelected } from './edit-selected.ts';
import { addSelection, type Labels } from './select-nodes.ts';

interface Options extends WriteOptions {
  readonly customer?: string;
  readonly label?: Labels;
}

export function declareNodeEnable(parent: Command, terminal: Terminal): void {
  const enable = addSelection(parent.command('enable').description('let a cache node get devices again'));
  addWriteOptions(enable).action(async (name: string | undefined, _options: unknown, command: Command) => {
    const options = command.optsWithGlobals<Options>();
    const selection = { name, customer: options.customer, labels: options.label };
    const edit = {
      action: 'enable',
      verb: { done: 'Enabled', would: 'Would enable' },
      patchFor: () => ({ enabled: true }),
    };
    await editSelected(terminal, selection, edit, options);
  });
}
