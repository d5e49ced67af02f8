import type { NodeResource } from '@nearhop/contracts';
import type { Command } from 'commander';
import { withBackend } from '../../backend/with-backend.ts';
import { CommandFailure } from '../../command-failure.ts';
import type { Terminal } from '../../terminal.ts';
import { addNodeArgument, printKeys, type KeyOptions } from './key-options.ts';

interface Options extends KeyOptions {
  readonly yes?: true;
}

export function declareKeyRevoke(parent: Command, terminal: Terminal): void {
  const revoke = parent.command('revoke').description('end the registration key and all credentials of a cache node');
  addNodeArgument(revoke)
    .option('-y, --yes', 'do not ask')
    .action((name: string, _options: unknown, command: Command) =>
      withBackend(terminal, 'write', async (backend) => {
        const { customer, output, yes } = command.optsWithGlobals<Options>();
        const node = await backend.findNode({ name, customer });
        if (!yes) await confirm(terminal, node);
        await printKeys(terminal, output, await backend.keys.revoke(node.id));
        terminal.complain(`Devices are still sent to it: nearhop node disable ${node.name} ends that`);
      }),
    );
}

async function confirm(terminal: Terminal, { name, customer }: NodeResource): Promise<void> {
  const action = `revoke the keys of node "${name}"`;
  if (!terminal.interactive)
    throw new CommandFailure('usage', `Cannot ${action}: nobody can be asked whether it is meant: add --yes`);
  if (await terminal.confirm(`Revoke all keys of node ${name} of ${customer}? [y/N] `)) return;
  throw new CommandFailure('refused', `Cannot ${action}: it was not confirmed, and nothing was changed`);
}
