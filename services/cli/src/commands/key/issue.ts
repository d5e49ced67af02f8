import type { Command } from 'commander';
import { withBackend } from '../../backend/with-backend.ts';
import { print } from '../../output/format.ts';
import type { Terminal } from '../../terminal.ts';
import { addNodeArgument, type KeyOptions } from './key-options.ts';

export function declareKeyIssue(parent: Command, terminal: Terminal): void {
  const issue = parent
    .command('issue')
    .description('make a registration key, shown this once; the one before is dead from then on');
  addNodeArgument(issue).action((name: string, _options: unknown, command: Command) =>
    withBackend(terminal, 'write', async (backend) => {
      const { customer, output } = command.optsWithGlobals<KeyOptions>();
      const { id } = await backend.findNode({ name, customer });
      const issued = await backend.keys.issueRegistrationKey(id);
      // The key alone on standard output, so that it can be sent to a file or through a pipe.
      await print(terminal, output, issued, ({ registrationKey }) => registrationKey);
      terminal.complain(`Good until ${issued.expiresAt}, once. On the node, with the key in a file:`);
      terminal.complain(`  nearhop node activate ${id} --registration-key-file <path>`);
    }),
  );
}
