import type { Command } from 'commander';
import { withBackend } from '../../backend/with-backend.ts';
import type { Terminal } from '../../terminal.ts';
import { addNodeArgument, printKeys, type KeyOptions } from './key-options.ts';

export function declareKeyShow(parent: Command, terminal: Terminal): void {
  const show = parent.command('show').description('tell what keys a cache node has, never the keys themselves');
  addNodeArgument(show).action((name: string, _options: unknown, command: Command) =>
    withBackend(terminal, 'write', async (backend) => {
      const { customer, output } = command.optsWithGlobals<KeyOptions>();
      const { id } = await backend.findNode({ name, customer });
      await printKeys(terminal, output, await backend.keys.show(id));
    }),
  );
}
