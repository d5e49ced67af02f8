import type { NodeSummary } from '@nearhop/contracts';
import type { Command } from 'commander';
import { withBackend } from '../../backend/with-backend.ts';
import { print, type Format } from '../../output/format.ts';
import type { Terminal } from '../../terminal.ts';

interface Options {
  readonly customer?: string;
  readonly output: Format;
}

export function declareNodeList(parent: Command, terminal: Terminal): void {
  parent
    .command('list')
    .description('list cache nodes and what they amount to now')
    .option('--customer <id>', 'only those of this customer')
    .action((_options: unknown, command: Command) =>
      withBackend(terminal, 'follow', async (backend) => {
        const { customer, output } = command.optsWithGlobals<Options>();
        const nodes = (await backend.listNodes(customer)).toSorted(byCustomerAndName);
        await print(terminal, output, nodes, () => nodeTable(terminal, nodes));
      }),
    );
}

async function nodeTable(terminal: Terminal, nodes: readonly NodeSummary[]): Promise<string> {
  const [{ table }, { labelsText, serversText, stateText }] = await Promise.all([
    import('../../output/table.ts'),
    import('../../output/node-text.ts'),
  ]);
  const rows = nodes.map((node) => [
    terminal.color.bold(node.name),
    node.customer,
    stateText(node.state, terminal.color),
    serversText(node.servers),
    labelsText(node.labels),
  ]);
  return table(
    terminal,
    ['node', 'customer', 'state', 'servers', 'labels'],
    rows,
    'No nodes: make one with nearhop node create',
  );
}

/** The registry lists by id, which is random: people look for names. */
function byCustomerAndName(x: NodeSummary, y: NodeSummary): number {
  return compare(x.customer, y.customer) || compare(x.name, y.name);
}

function compare(x: string, y: string): number {
  return x < y ? -1 : Number(x > y);
}
