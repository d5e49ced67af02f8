import type { ClaimCheck } from '@nearhop/contracts';
import type { Command } from 'commander';
import { withBackend } from '../../backend/with-backend.ts';
import { count } from '../../output/count.ts';
import { print, type Format } from '../../output/format.ts';
import type { Terminal } from '../../terminal.ts';

interface Options {
  readonly customer?: string;
  readonly shared?: true;
  readonly output: Format;
}

export function declareClaimCheck(parent: Command, terminal: Terminal): void {
  parent
    .command('check')
    .description('say what each block of a list would become, and why; nothing is written')
    .argument('<list>', 'such as "2.21.234.0/24, 3.22.235.0-3.22.235.255"')
    .option('--customer <id>', 'for whom; may be left out while there is one customer')
    .option('--shared', "the blocks may equal those of the customer's other nodes")
    .action((claims: string, _options: unknown, command: Command) =>
      withBackend(terminal, 'follow', async (backend) => {
        const { customer, shared, output } = command.optsWithGlobals<Options>();
        const checked = await backend.claims.check({
          claims,
          ...(customer === undefined ? {} : { customer }),
          ...(shared === undefined ? {} : { shared }),
        });
        await print(terminal, output, checked, () => checkText(terminal, checked));
        for (const note of checked.notes) terminal.complain(`${terminal.color.yellow('warning:')} ${note}`);
        if (checked.supportContact !== undefined) terminal.complain(`Questions: ${checked.supportContact}`);
      }),
    );
}

async function checkText(terminal: Terminal, { items, ipSpace }: ClaimCheck): Promise<string> {
  const [{ table }, { claimStateText }] = await Promise.all([
    import('../../output/table.ts'),
    import('../../output/claim-text.ts'),
  ]);
  const rows = items.map(({ position, prefix, outcome, text }) => [
    String(position),
    terminal.color.bold(prefix),
    claimStateText(outcome, terminal.color),
    text ?? '',
  ]);
  const list = await table(terminal, ['', 'block', 'would be', 'why'], rows, 'No blocks in the list');
  return `${list}\n${count(BigInt(ipSpace), 'address', 'addresses')} in all`;
}
