import type { WebhookResource } from '@nearhop/contracts';
import type { Command } from 'commander';
import { withBackend } from '../../backend/with-backend.ts';
import { print, type Format } from '../../output/format.ts';
import type { Terminal } from '../../terminal.ts';
import { attemptText } from './attempt-text.ts';

const HEADINGS = ['id', 'url', 'events', 'customer', 'waiting', 'last attempt'];

export function declareWebhookList(parent: Command, terminal: Terminal): void {
  parent
    .command('list')
    .description('list webhooks, and how the last attempt to reach each went')
    .action((_options: unknown, command: Command) =>
      withBackend(terminal, 'write', async (backend) => {
        const { output } = command.optsWithGlobals<{ output: Format }>();
        await print(terminal, output, await backend.webhooks.list(), async (webhooks) => {
          const { table } = await import('../../output/table.ts');
          const none = 'No webhooks: add one with nearhop webhook add';
          return table(
            terminal,
            HEADINGS,
            webhooks.map((webhook) => rowOf(terminal, webhook)),
            none,
          );
        });
      }),
    );
}

function rowOf(terminal: Terminal, { id, url, events, customer, waiting, lastAttempt }: WebhookResource): string[] {
  const last = lastAttempt === undefined ? '' : attemptText(lastAttempt);
  return [terminal.color.bold(id), url, events.join(', '), customer ?? 'all', String(waiting ?? ''), last];
}
