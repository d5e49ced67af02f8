import type { Command } from 'commander';
import { withBackend } from '../../backend/with-backend.ts';
import { print, type Format } from '../../output/format.ts';
import type { Terminal } from '../../terminal.ts';

export function declareWebhookRemove(parent: Command, terminal: Terminal): void {
  parent
    .command('remove')
    .description('end a webhook; what waits for it is dropped')
    .argument('<id>', 'as nearhop webhook list shows it')
    .action((id: string, _options: unknown, command: Command) =>
      withBackend(terminal, 'write', async (backend) => {
        const { output } = command.optsWithGlobals<{ output: Format }>();
        await print(terminal, output, await backend.webhooks.remove(id), (removed) => `Removed ${removed.id}`);
      }),
    );
}
