import type {
  ImportEvent,
  NodeCreate,
  NodePatch,
  NodeResource,
  OriginCreate,
  OriginPatch,
  CustomerCreate,
  CustomerPatch,
} from '@nearhop/contracts';
import { AddressPolicy } from '@nearhop/ip';
import { Activations, Management, randomNodeId, Webhooks } from '@nearhop/management';
import { openRegistry, type Registry } from '@nearhop/registry';
import type { Terminal } from '../terminal.ts';
import { variables } from '../variables.ts';
import { allPages, LOCAL_PAGE } from './all-pages.ts';
import type { Access, Backend, ImportFile, NodeReference, RouterPosition, Writing } from './backend.ts';
import type { Explanation } from './explanation.ts';
import { LocalClaims } from './local-claims.ts';
import { LocalHistory } from './local-history.ts';
import { LocalKeys } from './local-keys.ts';
import { localRequest } from './local-request.ts';
import { LocalWebhooks } from './local-webhooks.ts';
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
    { policy, lab: settings.NEARHOP_LAB, store: settings.NEARHOP_STORE, routerUrl: settings.NEARHOP_ROUTER_URL },
    { registry },
  );
}

export interface LocalBackendOptions {
  readonly policy: AddressPolicy;
  readonly lab: boolean;
  readonly store: string;
  /** The router that `--wait` asks. */
  readonly routerUrl: string;
}

/** Acts on the store itself, as the machine's administrator. */
export class LocalBackend implements Backend {
  readonly #options: LocalBackendOptions;
  readonly #registry: Registry;
  readonly #management: Management;
  readonly history: LocalHistory;
  readonly keys: LocalKeys;
  readonly claims: LocalClaims;
  readonly webhooks: LocalWebhooks;

  constructor(options: LocalBackendOptions, { registry }: { readonly registry: Registry }) {
    this.#options = options;
    this.#registry = registry;
    const authority = { policy: options.policy, authority: 'administrator' } as const;
    const dependencies = { registry, now: () => new Date(), newId: randomNodeId };
    this.#management = new Management(authority, dependencies);
    this.keys = new LocalKeys(new Activations(authority, dependencies));
    this.history = new LocalHistory(this.#management);
    this.claims = new LocalClaims(this.#management);
    this.webhooks = new LocalWebhooks(new Webhooks({ policy: options.policy, lab: options.lab }, dependencies));
  }

  listNodes(customer: string | undefined) {
    return allPages((after) => managed(this.#management.listNodes({ after, customer, limit: LOCAL_PAGE })));
  }

  findNode({ name, customer }: NodeReference) {
    return managed(this.#management.showNode(customer === undefined ? name : `${customer}/${name}`));
  }

  createNode(input: NodeCreate, writing: Writing) {
    return managed(this.#management.createNode(input, localRequest(writing)));
  }

  editNode(node: NodeResource, patch: NodePatch, writing: Writing) {
    return managed(
      this.#management.editNode(node.id, patch, { ...localRequest(writing), expectedRevision: node.revision }),
    );
  }

  deleteNode(node: NodeResource, writing: Writing) {
    return managed(this.#management.deleteNode(node.id, { ...localRequest(writing), expectedRevision: node.revision }));
  }

  listDeletedNodes(customer: string | undefined) {
    return allPages((after) => managed(this.#management.listDeletedNodes({ after, customer, limit: LOCAL_PAGE })));
  }

  restoreNode({ name, customer }: NodeReference, writing: Writing) {
    const reference = customer === undefined ? name : `${customer}/${name}`;
    return managed(this.#management.restoreNode(reference, localRequest(writing)));
  }

  listOrigins() {
    return allPages((after) => managed(this.#management.listOrigins({ after, limit: LOCAL_PAGE })));
  }

  addOrigin(input: OriginCreate, writing: Writing) {
    return managed(this.#management.addOrigin(input, localRequest(writing)));
  }

  editOrigin(host: string, patch: OriginPatch, writing: Writing) {
    return managed(this.#management.editOrigin(host, patch, localRequest(writing)));
  }

  removeOrigin(host: string, writing: Writing) {
    return managed(this.#management.removeOrigin(host, localRequest(writing)));
  }

  listCustomers() {
    return allPages((after) => managed(this.#management.listCustomers({ after, limit: LOCAL_PAGE })));
  }

  findCustomer(id: string) {
    return managed(this.#management.showCustomer(id));
  }

  editCustomer(id: string, patch: CustomerPatch, writing: Writing) {
    return managed(this.#management.editCustomer(id, patch, localRequest(writing)));
  }

  createCustomer(input: CustomerCreate, writing: Writing) {
    return managed(this.#management.createCustomer(input, localRequest(writing)));
  }

  importFile({ path, rowsTotal, shared }: ImportFile, writing: Writing, report: (event: ImportEvent) => void) {
    const source = Bun.file(path).stream();
    return managed(this.#management.importRows(source, { report, rowsTotal, shared }, localRequest(writing)));
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
