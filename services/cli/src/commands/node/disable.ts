import type { Command } from 'commander';
import type { Terminal } from '../../terminal.ts';
import { addWriteOptions, requireReason, type WriteOptions } from '../write-options.ts';
import { editSelected } from './edit-selected.ts';
import { addSelection, type Labels } from './select-nodes.ts';

interface Options extends WriteOptions {
  readonly customer?: string;
  readonly label?: Labels;
}

export function declareNodeDisable(parent: Command, terminal: Terminal): void {
  const disable = addSelection(
    parent.command('disable').description('send no more devices to a cache node, from now on'),
  );
  addWriteOptions(disable).action(async (name: string | undefined, _options: unknown, command: Command) => {
    const options = command.optsWithGlobals<Options>();
    requireReason(name === undefined ? 'disable nodes' : `disable node "${name}"`, options);
    const selection = { name, customer: options.customer, labels: options.label };
    const edit = {
      action: 'disable',
      verb: { done: 'Disabled', would: 'Would disable' },
      patchFor: () => ({ enabled: false }),
    };
    await editSelected(terminal, selection, edit, options);
  });
}
