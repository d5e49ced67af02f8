import type { NodePatch, NodeResource, NodeWritten } from '@nearhop/contracts';
import { settle } from '../../backend/settle.ts';
import { withBackend } from '../../backend/with-backend.ts';
import { print } from '../../output/format.ts';
import type { Terminal } from '../../terminal.ts';
import { accessFor, writing, type WriteOptions } from '../write-options.ts';
import { selectNodes, type Selection } from './select-nodes.ts';
import type { Verb } from './show-written.ts';

export interface SelectedEdit {
  /** Begins a refusal, such as `disable`. */
  readonly action: string;
  readonly verb: Verb;
  readonly patchFor: (node: NodeResource) => NodePatch;
}

/** Changes the nodes of a selection one after the other, telling of each. As JSON or YAML, many are one list. */
export async function editSelected(
  terminal: Terminal,
  selection: Selection,
  { action, verb, patchFor }: SelectedEdit,
  options: WriteOptions,
): Promise<void> {
  await withBackend(terminal, accessFor(options), async (backend) => {
    const nodes = await selectNodes(backend, action, selection);
    const { showWritten } = await import('./show-written.ts');
    const isList = selection.labels !== undefined && options.output !== 'table';
    const all: NodeWritten[] = [];
    for (const node of nodes) {
      const written = await backend.editNode(node, patchFor(node), writing(options));
      all.push(written);
      if (!isList) await showWritten(terminal, backend, verb, written, options);
    }
    if (!isList) return;
    await print(terminal, options.output, all, () => '');
    for (const written of all) await settle(terminal, backend, written, options);
  });
}
