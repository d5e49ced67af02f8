import type { CustomerResource } from '@nearhop/contracts';
import type { Command } from 'commander';
import { withBackend } from '../../backend/with-backend.ts';
import { print, type Format } from '../../output/format.ts';
import type { Terminal } from '../../terminal.ts';

export function declareCustomerShow(parent: Command, terminal: Terminal): void {
  parent
    .command('show')
    .description('show one customer, with the space that it holds without a reviewer')
    .argument('<id>', 'its id')
    .action((id: string, _options: unknown, command: Command) =>
      withBackend(terminal, 'follow', async (backend) => {
        const { output } = command.optsWithGlobals<{ output: Format }>();
        const customer = await backend.findCustomer(id);
        await print(terminal, output, customer, async () => {
          const { fields } = await import('../../output/table.ts');
          return fields(terminal, customerFields(customer));
        });
      }),
    );
}

function customerFields({ id, name, contact, asns, unreviewed, revision }: CustomerResource): [string, string][] {
  const { ipv4Addresses, ipv6Subnets } = unreviewed ?? { ipv4Addresses: 0, ipv6Subnets: 0 };
  return [
    ['customer', id],
    ['name', name],
    ['contact', contact ?? 'none'],
    ['asns', asns.map((asn) => `AS${asn}`).join(' ') || 'none'],
    [
      'held unreviewed',
      `${ipv4Addresses.toLocaleString('en-US')} of 50,000 IPv4 addresses, ${ipv6Subnets.toLocaleString('en-US')} of 50,000 IPv6 /56 networks`,
    ],
    ['revision', String(revision)],
  ];
}
