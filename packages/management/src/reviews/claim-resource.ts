import type { ClaimResource } from '@nearhop/contracts';
import type { Registry, StoredRecord } from '@nearhop/registry';

/** Names of nodes, each read once: for one answer. */
export class NodeNames {
  readonly #registry: Pick<Registry, 'get'>;
  readonly #names = new Map<string, string>();

  constructor(registry: Pick<Registry, 'get'>) {
    this.#registry = registry;
  }

  async of(node: string): Promise<string> {
    let name = this.#names.get(node);
    if (name === undefined) {
      name = (await this.#registry.get('node', node))?.value.name ?? node;
      this.#names.set(node, name);
    }
    return name;
  }
}

/** A claim as a list shows it. */
export async function claimResource(
  { id, value, revision }: StoredRecord<'claim'>,
  names: NodeNames,
): Promise<ClaimResource> {
  return { id, ...value, nodeName: await names.of(value.node), revision };
}
