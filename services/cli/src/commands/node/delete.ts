import type { NodeDeleted } from '@nearhop/contracts';
import type { Command } from 'commander';
import type { Backend } from '../../backend/backend.ts';
import { movesWarning, settle } from '../../backend/settle.ts';
import { withBackend } from '../../backend/with-backend.ts';
import { CommandFailure } from '../../command-failure.ts';
import { count } from '../../output/count.ts';
import { print } from '../../output/format.ts';
import { trafficText } from '../../output/traffic-text.ts';
import type { Terminal } from '../../terminal.ts';
import { accessFor, addWriteOptions, requireReason, writing, type WriteOptions } from '../write-options.ts';
import { addSelection, selectNodes, type Labels } from './select-nodes.ts';

interface Options extends WriteOptions {
  readonly customer?: string;
  readonly label?: Labels;
  readonly yes?: true;
}

export function declareNodeDelete(parent: Command, terminal: Terminal): void {
  const remove = addSelection(
    parent
      .command('delete')
      .description('delete a cache node with its blocks; for 30 days nearhop node restore brings both back'),
  ).option('-y, --yes', 'do not ask');
  addWriteOptions(remove).action(async (name: string | undefined, _options: unknown, command: Command) => {
    const options = command.optsWithGlobals<Options>();
    requireReason(name === undefined ? 'delete nodes' : `delete node "${name}"`, options);
    await withBackend(terminal, accessFor(options), async (backend) => {
      const selection = { name, customer: options.customer, labels: options.label };
      for (const node of await selectNodes(backend, 'delete', selection)) {
        const planned = await backend.deleteNode(node, { ...writing(options), mode: 'dry-run' });
        if (options.dryRun) {
          await show(terminal, backend, planned, options);
          continue;
        }
        await confirm(terminal, planned, options);
        await show(terminal, backend, await backend.deleteNode(node, writing(options)), options);
      }
    });
  });
}

async function confirm(terminal: Terminal, planned: NodeDeleted, { yes }: Options): Promise<void> {
  if (yes) return;
  if (!terminal.interactive) {
    throw new CommandFailure(
      'usage',
      `Cannot delete node "${planned.name}": nobody can be asked whether it is meant: add --yes`,
    );
  }
  for (const warning of movesWarning(planned.movesToCdn, planned))
    terminal.complain(`${terminal.color.yellow('warning:')} ${warning}`);
  const question = `Delete node ${planned.name} of ${planned.customer} with ${count(planned.claimsRemoved, 'block')}? [y/N] `;
  if (await terminal.confirm(question)) return;
  throw new CommandFailure(
    'refused',
    `Cannot delete node "${planned.name}": it was not confirmed, and nothing was changed`,
  );
}

async function show(terminal: Terminal, backend: Backend, deleted: NodeDeleted, options: Options): Promise<void> {
  const { name, customer, claimsRemoved, position, dryRun } = deleted;
  await print(terminal, options.output, deleted, () => {
    const where = dryRun ? 'nothing was written' : `revision ${position.revision}`;
    const done = dryRun ? 'Would delete' : 'Deleted';
    const moves = deleted.traffic === undefined ? '' : `\n${trafficText(terminal, deleted.traffic)}`;
    return `${done} node ${terminal.color.bold(name)} of ${customer} with ${count(claimsRemoved, 'block')} ${terminal.color.dim(`(${where})`)}${moves}`;
  });
  await settle(terminal, backend, deleted, options);
}
