import type { Command } from 'commander';
import { withBackend } from '../../backend/with-backend.ts';
import type { Terminal } from '../../terminal.ts';
import { addNodeArgument, printKeys, type KeyOptions } from './key-options.ts';

export function declareKeyRotate(parent: Command, terminal: Terminal): void {
  const rotate = parent
    .command('rotate')
    .description(
      'have the cache node get a new credential with its next heartbeat; the old one is taken 10 minutes more',
    );
  addNodeArgument(rotate).action((name: string, _options: unknown, command: Command) =>
    withBackend(terminal, 'write', async (backend) => {
      const { customer, output } = command.optsWithGlobals<KeyOptions>();
      const { id } = await backend.findNode({ name, customer });
      await printKeys(terminal, output, await backend.keys.rotate(id));
    }),
  );
}
