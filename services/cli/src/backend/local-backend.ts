import type {
  ImportEvent,
  NodeCreate,
  NodePatch,
  NodeResource,
  OriginCreate,
  CustomerCreate,
} from '@nearhop/contracts';
import { AddressPolicy } from '@nearhop/ip';
import { Management, randomNodeId, type Page, type WriteRequest } from '@nearhop/management';
import { openRegistry, type Registry } from '@nearhop/registry';
import type { Terminal } from '../terminal.ts';
import { variables } from '../variables.ts';
import { administrator } from './administrator.ts';
import type { Access, Backend, ImportFile, NodeReference, RouterPosition, Writing } from './backend.ts';
import type { Explanation } from './explanation.ts';
import { managed } from './management-refusal.ts';

/**
 * Opens the store that NEARHOP_STORE names: no control need run, and whoever owns the machine may do everything. With `write` a
 * store that is not there is made, with `follow` nothing is.
 */
export async function openLocalBackend(terminal: Pick<Terminal, 'environment'>, access: Access): Promise<LocalBackend> {
  const settings = await variables(terminal, [
    'NEARHOP_STORE',
    'NEARHOP_STORE_ACKS',
    'NEARHOP_PRIVATE_NETWORKS',
    'NEARHOP_LAB',
    'NEARHOP_ROUTER_URL',
  ]);
  const policy = new AddressPolicy({ privateNetworks: settings.NEARHOP_PRIVATE_NETWORKS, lab: settings.NEARHOP_LAB });
  const acks = settings.NEARHOP_STORE_ACKS;
  const options = { access, lab: settings.NEARHOP_LAB, ...(acks !== undefined && { acks }) };
  const registry = await openRegistry(settings.NEARHOP_STORE, options);
  return new LocalBackend(
    { policy, store: settings.NEARHOP_STORE, routerUrl: settings.NEARHOP_ROUTER_URL },
    { registry },
  );
}

export interface LocalBackendOptions {
  readonly policy: AddressPolicy;
  readonly store: string;
  /** The router that `--wait` asks. */
  readonly routerUrl: string;
}

/** Acts on the store itself, as the machine's administrator. */
export class LocalBackend implements Backend {
  readonly #options: LocalBackendOptions;
  readonly #registry: Registry;
  readonly #management: Management;

  constructor(options: LocalBackendOptions, { registry }: { readonly registry: Registry }) {
    this.#options = options;
    this.#registry = registry;
    this.#management = new Management(
      { policy: options.policy, authority: 'administrator' },
      { registry, now: () => new Date(), newId: randomNodeId },
    );
  }

  listNodes(customer: string | undefined) {
    return all((after) => managed(this.#management.listNodes({ after, customer, limit: PAGE })));
  }

  findNode({ name, customer }: NodeReference) {
    return managed(this.#management.showNode(customer === undefined ? name : `${customer}/${name}`));
  }

  createNode(input: NodeCreate, writing: Writing) {
    return managed(this.#management.createNode(input, request(writing)));
  }

  editNode(node: NodeResource, patch: NodePatch, writing: Writing) {
    return managed(this.#management.editNode(node.id, patch, { ...request(writing), expectedRevision: node.revision }));
  }

  deleteNode(node: NodeResource, writing: Writing) {
    return managed(this.#management.deleteNode(node.id, { ...request(writing), expectedRevision: node.revision }));
  }

  listOrigins() {
    return all((after) => managed(this.#management.listOrigins({ after, limit: PAGE })));
  }

  addOrigin(input: OriginCreate, writing: Writing) {
    return managed(this.#management.addOrigin(input, request(writing)));
  }

  removeOrigin(host: string, writing: Writing) {
    return managed(this.#management.removeOrigin(host, request(writing)));
  }

  listCustomers() {
    return all((after) => managed(this.#management.listCustomers({ after, limit: PAGE })));
  }

  createCustomer(input: CustomerCreate, writing: Writing) {
    return managed(this.#management.createCustomer(input, request(writing)));
  }

  importFile({ path, rowsTotal, shared }: ImportFile, writing: Writing, report: (event: ImportEvent) => void) {
    const source = Bun.file(path).stream();
    return managed(this.#management.importRows(source, { report, rowsTotal, shared }, request(writing)));
  }

  async explain(address: string): Promise<Explanation> {
    const { explainFromStore } = await import('./explain-from-store.ts');
    return explainFromStore(this.#registry, this.#options, address);
  }

  async routers(): Promise<readonly RouterPosition[]> {
    const { askRouter } = await import('./ask-router.ts');
    return [await askRouter(this.#options.routerUrl)];
  }

  close() {
    return this.#registry.close();
  }
}

const PAGE = 1_000;

function request({ why, mode }: Writing): WriteRequest {
  return { by: administrator(), why, dryRun: mode === 'dry-run' };
}

async function all<Item>(page: (after: string | undefined) => Promise<Page<Item>>): Promise<readonly Item[]> {
  const items: Item[] = [];
  let next: string | undefined;
  do {
    const { items: more, next: following } = await page(next);
    items.push(...more);
    next = following;
  } while (next !== undefined);
  return items;
}
