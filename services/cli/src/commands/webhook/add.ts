import { WEBHOOK_EVENTS, type WebhookEventName } from '@nearhop/contracts';
import { Option, type Command } from 'commander';
import { withBackend } from '../../backend/with-backend.ts';
import { print, type Format } from '../../output/format.ts';
import type { Terminal } from '../../terminal.ts';

interface Options {
  readonly event?: readonly WebhookEventName[];
  readonly customer?: string;
  readonly output: Format;
}

export function declareWebhookAdd(parent: Command, terminal: Terminal): void {
  parent
    .command('add')
    .description('have events posted to a URL; the secret that signs them is shown this once')
    .argument('<url>', 'such as https://hooks.example.com/nearhop')
    .addOption(new Option('--event <name...>', 'only these; all unless given').choices(WEBHOOK_EVENTS))
    .option('--customer <id>', "only of this customer's nodes and claims")
    .action((url: string, _options: unknown, command: Command) =>
      withBackend(terminal, 'write', async (backend) => {
        const { event, customer, output } = command.optsWithGlobals<Options>();
        const input = { url, ...(event && { events: [...event] }), ...(customer !== undefined && { customer }) };
        const created = await backend.webhooks.add(input);
        // The secret alone on standard output, so that it can be sent to a file or through a pipe.
        await print(terminal, output, created, ({ secret }) => secret);
        terminal.complain(`Added ${created.id}. Try it: nearhop webhook test ${created.id}`);
      }),
    );
}
