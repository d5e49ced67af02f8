import type { Command } from 'commander';
import { withBackend } from '../../backend/with-backend.ts';
import { print, type Format } from '../../output/format.ts';
import type { Terminal } from '../../terminal.ts';

export function declareCustomerList(parent: Command, terminal: Terminal): void {
  parent
    .command('list')
    .description('list customers')
    .action((_options: unknown, command: Command) =>
      withBackend(terminal, 'follow', async (backend) => {
        const { output } = command.optsWithGlobals<{ output: Format }>();
        await print(terminal, output, await backend.listCustomers(), async (customers) => {
          const { table } = await import('../../output/table.ts');
          const rows = customers.map(({ id, name, contact, asns }) => [
            terminal.color.bold(id),
            name,
            contact ?? '',
            asns.join(' '),
          ]);
          return table(
            terminal,
            ['customer', 'name', 'contact', 'asns'],
            rows,
            'No customers: make one with nearhop customer create',
          );
        });
      }),
    );
}
