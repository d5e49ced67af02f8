import type { Command } from 'commander';
import { withBackend } from '../../backend/with-backend.ts';
import { CommandFailure } from '../../command-failure.ts';
import { print, type Format } from '../../output/format.ts';
import type { Terminal } from '../../terminal.ts';
import { attemptText } from './attempt-text.ts';

export function declareWebhookTest(parent: Command, terminal: Terminal): void {
  parent
    .command('test')
    .description('have control post a signed test message now, and tell how it went')
    .argument('<id>', 'as nearhop webhook list shows it')
    .action((id: string, _options: unknown, command: Command) =>
      withBackend(terminal, 'write', async (backend) => {
        const { output } = command.optsWithGlobals<{ output: Format }>();
        const attempt = await backend.webhooks.test(id);
        await print(terminal, output, attempt, attemptText);
        if (!attempt.delivered)
          throw new CommandFailure('refused', `Cannot reach webhook "${id}": ${attempt.fault ?? ''}`);
      }),
    );
}
