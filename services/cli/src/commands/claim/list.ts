import type { ClaimResource } from '@nearhop/contracts';
import type { Command } from 'commander';
import { withBackend } from '../../backend/with-backend.ts';
import { print, type Format } from '../../output/format.ts';
import type { Terminal } from '../../terminal.ts';
import { addFilterOptions, type FilterOptions } from './filter.ts';

interface Options extends FilterOptions {
  readonly output: Format;
}

export function declareClaimList(parent: Command, terminal: Terminal): void {
  addFilterOptions(parent.command('list').description('list the blocks that nodes have or ask for')).action(
    (_options: unknown, command: Command) =>
      withBackend(terminal, 'follow', async (backend) => {
        const { state, customer, output } = command.optsWithGlobals<Options>();
        const claims = await backend.claims.list({ states: state, customer });
        await print(terminal, output, claims, () => claimTable(terminal, claims));
      }),
  );
}

async function claimTable(terminal: Terminal, claims: readonly ClaimResource[]): Promise<string> {
  const [{ table }, { claimStateText }] = await Promise.all([
    import('../../output/table.ts'),
    import('../../output/claim-text.ts'),
  ]);
  const rows = claims.map(({ prefix, customer, nodeName, state, shared, since, text }) => [
    terminal.color.bold(prefix),
    `${customer}/${nodeName}`,
    claimStateText(state, terminal.color),
    since?.slice(0, 10) ?? '',
    [shared ? 'shared' : '', text ?? ''].filter((remark) => remark !== '').join(': '),
  ]);
  return table(terminal, ['block', 'node', 'state', 'since', ''], rows, 'No claims');
}
