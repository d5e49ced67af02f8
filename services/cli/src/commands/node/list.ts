import type { DeletedNode, NodeSummary } from '@nearhop/contracts';
import type { Command } from 'commander';
import type { Backend } from '../../backend/backend.ts';
import { withBackend } from '../../backend/with-backend.ts';
import { print, type Format } from '../../output/format.ts';
import type { Terminal } from '../../terminal.ts';
import { collectLabel, hasLabels, type Labels } from './select-nodes.ts';

interface Options {
  readonly customer?: string;
  readonly label?: Labels;
  readonly problem?: true;
  readonly deleted?: true;
  readonly output: Format;
}

export function declareNodeList(parent: Command, terminal: Terminal): void {
  parent
    .command('list')
    .description('list cache nodes and what they amount to now')
    .option('--customer <id>', 'only those of this customer')
    .option('--label <name=value>', 'only those with this label; may be repeated', collectLabel)
    .option('--problem', 'only those that do not serve, or have a block that does not')
    .option('--deleted', 'those that were deleted within 30 days and can be restored')
    .action((_options: unknown, command: Command) =>
      withBackend(terminal, 'follow', async (backend) => {
        const { customer, label, problem, deleted, output } = command.optsWithGlobals<Options>();
        if (deleted) {
          const gone = (await backend.listDeletedNodes(customer)).toSorted(byCustomerAndName);
          await print(terminal, output, gone, () => deletedTable(terminal, gone));
          return;
        }
        const all = (await backend.listNodes(customer)).filter((node) => hasLabels(node, label));
        const wanted = problem ? await withProblems(backend, all, customer) : all;
        const nodes = wanted.toSorted(byCustomerAndName);
        await print(terminal, output, nodes, () => nodeTable(terminal, nodes));
      }),
    );
}

/** Those that do not serve, and those of which a claim waits or requires attention. */
async function withProblems(
  backend: Backend,
  nodes: readonly NodeSummary[],
  customer: string | undefined,
): Promise<readonly NodeSummary[]> {
  const states = ['in-review', 'attention-required'] as const;
  const pending = new Set((await backend.claims.list({ states, customer })).map(({ node }) => node));
  return nodes.filter(({ id, state }) => state !== 'serving' || pending.has(id));
}

async function deletedTable(terminal: Terminal, nodes: readonly DeletedNode[]): Promise<string> {
  const { table } = await import('../../output/table.ts');
  const rows = nodes.map(({ id, name, customer, deletedAt, restorableUntil }) => [
    terminal.color.bold(name),
    customer,
    deletedAt,
    restorableUntil,
    id,
  ]);
  return table(terminal, ['node', 'customer', 'deleted', 'restorable until', 'id'], rows, 'No deleted nodes');
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

type Named = Pick<NodeSummary, 'customer' | 'name'>;

/** The registry lists by id, which is random: people look for names. */
function byCustomerAndName(x: Named, y: Named): number {
  return compare(x.customer, y.customer) || compare(x.name, y.name);
}

function compare(x: string, y: string): number {
  return x < y ? -1 : Number(x > y);
}
