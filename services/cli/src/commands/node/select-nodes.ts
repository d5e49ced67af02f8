import type { NodeResource, NodeSummary } from '@nearhop/contracts';
import { InvalidArgumentError, type Command } from 'commander';
import type { Backend } from '../../backend/backend.ts';
import { CommandFailure } from '../../command-failure.ts';

export type Labels = Readonly<Record<string, string>>;

/** Which nodes a command is for: one by its name or id, or all that have some labels. */
export interface Selection {
  readonly name: string | undefined;
  readonly customer: string | undefined;
  readonly labels: Labels | undefined;
}

/** An argument for one node, and an option to name many by their labels instead. */
export function addSelection(command: Command, labelOption = '--label <name=value>'): Command {
  return command
    .argument('[node]', 'its name, or its id; left out to select by label')
    .option('--customer <id>', 'whose node, when several have one of this name; or only the nodes of this customer')
    .option(labelOption, 'instead of one node: all that have this label; may be repeated', collectLabel);
}

/** The nodes of a selection, at least one. `action` begins the refusal, such as `disable`. */
export async function selectNodes(backend: Backend, action: string, selection: Selection): Promise<NodeResource[]> {
  const { name, customer, labels } = selection;
  if ((name === undefined) === (labels === undefined)) {
    throw new CommandFailure(
      'usage',
      `Cannot ${action} nodes: name one node, or select by label: not ${name === undefined ? 'neither' : 'both'}`,
      [`nearhop node ${action} Seattle-1, or nearhop node ${action} --label site=seattle`],
    );
  }
  if (name !== undefined) return [await backend.findNode({ name, customer })];
  const nodes: NodeResource[] = [];
  for (const node of await backend.listNodes(customer))
    if (hasLabels(node, labels)) nodes.push(await backend.findNode({ name: node.id, customer: undefined }));
  if (nodes.length > 0) return nodes;
  throw new CommandFailure('refused', `Cannot ${action} nodes: none has ${labelsTold(labels)}`, [
    'nearhop node list shows the labels of all',
  ]);
}

export function hasLabels({ labels }: Pick<NodeSummary, 'labels'>, wanted: Labels = {}): boolean {
  return Object.entries(wanted).every(([name, value]) => labels[name] === value);
}

export function labelsTold(labels: Labels = {}): string {
  return Object.entries(labels)
    .map(([name, value]) => `${name}=${value}`)
    .join(' and ');
}

export function collectLabel(text: string, earlier: Labels = {}): Labels {
  const equals = text.indexOf('=');
  if (equals <= 0) throw new InvalidArgumentError('Write name=value, such as site=seattle.');
  return { ...earlier, [text.slice(0, equals)]: text.slice(equals + 1) };
}
