import type { NodePatch, NodeResource } from '@nearhop/contracts';
import type { Command } from 'commander';
import { CommandFailure } from '../../command-failure.ts';
import type { Terminal } from '../../terminal.ts';
import { addWriteOptions, collect, type WriteOptions } from '../write-options.ts';
import { editSelected } from './edit-selected.ts';
import { addNodeFieldOptions, nodeMembers, type NodeFieldOptions } from './fields.ts';
import { addSelection, type Labels } from './select-nodes.ts';

interface Options extends WriteOptions, NodeFieldOptions {
  readonly customer?: string;
  readonly where?: Labels;
  readonly addBlocks?: readonly string[];
  readonly removeBlocks?: readonly string[];
  readonly removeLabel?: readonly string[];
}

export function declareNodeEdit(parent: Command, terminal: Terminal): void {
  const edit = addSelection(
    parent.command('edit').description('change a cache node: what is not named stays as it is'),
    '--where <name=value>',
  );
  addNodeFieldOptions(edit)
    .option('--add-blocks <list>', 'blocks to add to those it has; may be repeated', collect)
    .option('--remove-blocks <list>', 'blocks to take away; may be repeated', collect)
    .option('--remove-label <name>', 'a label to take away; may be repeated', collect);
  addWriteOptions(edit)
    .addHelpText(
      'after',
      '\nWith --blocks the list replaces all blocks of the node. --label sets a label; --where selects by one.',
    )
    .action(async (name: string | undefined, _options: unknown, command: Command) => {
      const options = command.optsWithGlobals<Options>();
      requireChange(name ?? 'selected', options);
      const selection = { name, customer: options.customer, labels: options.where };
      const selected = {
        action: 'edit',
        verb: { done: 'Changed', would: 'Would change' },
        patchFor: (node: NodeResource) => patchFor(node, options),
      };
      await editSelected(terminal, selection, selected, options);
    });
}

function requireChange(name: string, options: Options): void {
  const { addBlocks, removeBlocks, removeLabel, blocks } = options;
  const changesBlocks = addBlocks !== undefined || removeBlocks !== undefined;
  if (blocks !== undefined && changesBlocks) {
    throw new CommandFailure(
      'usage',
      `Cannot edit node "${name}": --blocks replaces all blocks: write it alone, or --add-blocks and --remove-blocks`,
    );
  }
  if (changesBlocks || removeLabel !== undefined || Object.keys(nodeMembers(options)).length > 0) return;
  throw new CommandFailure('usage', `Cannot edit node "${name}": nothing to change was given`, [
    'nearhop node edit --help lists what can be',
  ]);
}

function patchFor(node: NodeResource, options: Options): NodePatch {
  const { addBlocks, removeBlocks, removeLabel } = options;
  const members: NodePatch = { ...nodeMembers(options) };
  if (removeLabel !== undefined) {
    members.labels = { ...members.labels, ...Object.fromEntries(removeLabel.map((label) => [label, null])) };
  }
  if (addBlocks !== undefined || removeBlocks !== undefined) {
    members.claims = [...withoutBlocks(node, split(removeBlocks)), ...split(addBlocks)];
  }
  return members;
}

/** The node's blocks without the named ones; a name that it does not have is a mistake worth telling. */
function withoutBlocks(node: NodeResource, removed: readonly string[]): { prefix: string; shared: boolean }[] {
  const had = new Set(node.claims.map(({ prefix }) => prefix));
  const strangers = removed.filter((prefix) => !had.has(prefix));
  if (strangers.length > 0) {
    throw new CommandFailure(
      'refused',
      `Cannot take blocks from node "${node.name}": it does not have all of them`,
      strangers.map(
        (prefix) => `--remove-blocks: "${prefix}" is none of its blocks: nearhop node show ${node.name} lists them`,
      ),
    );
  }
  return node.claims
    .filter(({ prefix }) => !removed.includes(prefix))
    .map(({ prefix, shared }) => ({ prefix, shared }));
}

function split(lists: readonly string[] = []): string[] {
  return lists.flatMap((list) => list.split(',')).map((block) => block.trim());
}
