import type { Command } from 'commander';
import { withBackend } from '../../backend/with-backend.ts';
import { print, type Format } from '../../output/format.ts';
import { originDetails } from '../../output/origin-text.ts';
import type { Terminal } from '../../terminal.ts';

export function declareOriginList(parent: Command, terminal: Terminal): void {
  parent
    .command('list')
    .description('list origins')
    .action((_options: unknown, command: Command) =>
      withBackend(terminal, 'follow', async (backend) => {
        const { output } = command.optsWithGlobals<{ output: Format }>();
        await print(terminal, output, await backend.listOrigins(), async (origins) => {
          const { table } = await import('../../output/table.ts');
          const rows = origins.map((origin) => [
            terminal.color.bold(origin.host),
            origin.scheme,
            String(origin.port),
            originDetails(origin).join(', '),
          ]);
          return table(terminal, ['host', 'scheme', 'port', ''], rows, 'No origins: name one with nearhop origin add');
        });
      }),
    );
}
