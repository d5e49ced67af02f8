import {
  customerResourceSchema,
  customerWrittenSchema,
  deletedNodeSchema,
  explainComparisonSchema,
  nodeDeletedSchema,
  nodeResourceSchema,
  nodeSummarySchema,
  nodeWrittenSchema,
  originResourceSchema,
  originWrittenSchema,
  routerStatusSchema,
  type CustomerCreate,
  type CustomerPatch,
  type ImportEvent,
  type NodeCreate,
  type NodePatch,
  type NodeResource,
  type OriginCreate,
  type OriginPatch,
} from '@nearhop/contracts';
import { itemsOf } from '../http/parser.ts';
import type { Backend, ImportFile, NodeReference, RouterPosition, Writing } from './backend.ts';
import { ControlClaims } from './control-claims.ts';
import { ControlClient } from './control-client.ts';
import { ControlHistory } from './control-history.ts';
import { ControlKeys } from './control-keys.ts';
import { how, ifMatch, json } from './control-requests.ts';
import { ControlWebhooks } from './control-webhooks.ts';
import { explanationOf } from './explanation-of.ts';
import { readImportEvents } from './read-import-events.ts';

/** An import of the whole Internet on a slow disk; its progress shows that it is alive. */
const IMPORT_PATIENCE_MS = 6 * 3_600_000;

/** Acts through control, where every rule holds. */
export class ControlBackend implements Backend {
  readonly #control: ControlClient;

  readonly history: ControlHistory;
  readonly keys: ControlKeys;
  readonly claims: ControlClaims;
  readonly webhooks: ControlWebhooks;

  /** `actor` is in whose name it asks unless a write says otherwise. */
  constructor(url: string, actor?: string) {
    this.#control = new ControlClient(url, actor);
    this.claims = new ControlClaims(this.#control);
    this.history = new ControlHistory(this.#control);
    this.keys = new ControlKeys(this.#control);
    this.webhooks = new ControlWebhooks(this.#control);
  }

  listNodes(customer: string | undefined) {
    return this.#control.askAll(nodeSummarySchema, '/v1/nodes', { customer });
  }

  findNode({ name, customer }: NodeReference) {
    return this.#control.ask(nodeResourceSchema, nodePath(customer === undefined ? name : `${customer}/${name}`));
  }

  createNode(input: NodeCreate, writing: Writing) {
    return this.#control.ask(nodeWrittenSchema, '/v1/nodes', { method: 'POST', ...json(input), ...how(writing) });
  }

  editNode(node: NodeResource, patch: NodePatch, writing: Writing) {
    const body = json(patch, 'application/merge-patch+json', node.revision);
    return this.#control.ask(nodeWrittenSchema, nodePath(node.id), { method: 'PATCH', ...body, ...how(writing) });
  }

  deleteNode(node: NodeResource, writing: Writing) {
    const headers = ifMatch(node.revision);
    return this.#control.ask(nodeDeletedSchema, nodePath(node.id), { method: 'DELETE', headers, ...how(writing) });
  }

  listDeletedNodes(customer: string | undefined) {
    return this.#control.askAll(deletedNodeSchema, '/v1/deleted-nodes', { customer });
  }

  restoreNode({ name, customer }: NodeReference, writing: Writing) {
    const path = `${nodePath(customer === undefined ? name : `${customer}/${name}`)}/restore`;
    return this.#control.ask(nodeWrittenSchema, path, { method: 'POST', ...how(writing) });
  }

  listOrigins() {
    return this.#control.askAll(originResourceSchema, '/v1/origins');
  }

  addOrigin(input: OriginCreate, writing: Writing) {
    return this.#control.ask(originWrittenSchema, '/v1/origins', { method: 'POST', ...json(input), ...how(writing) });
  }

  async editOrigin(host: string, patch: OriginPatch, writing: Writing) {
    const path = `/v1/origins/${encodeURIComponent(host)}`;
    const { revision } = await this.#control.ask(originResourceSchema, path);
    const body = json(patch, 'application/merge-patch+json', revision);
    return this.#control.ask(originWrittenSchema, path, { method: 'PATCH', ...body, ...how(writing) });
  }

  async removeOrigin(host: string, writing: Writing) {
    const path = `/v1/origins/${encodeURIComponent(host)}`;
    const { revision } = await this.#control.ask(originResourceSchema, path);
    return this.#control.ask(originWrittenSchema, path, {
      method: 'DELETE',
      headers: ifMatch(revision),
      ...how(writing),
    });
  }

  listCustomers() {
    return this.#control.askAll(customerResourceSchema, '/v1/customers');
  }

  findCustomer(id: string) {
    return this.#control.ask(customerResourceSchema, `/v1/customers/${encodeURIComponent(id)}`);
  }

  async editCustomer(id: string, patch: CustomerPatch, writing: Writing) {
    const { revision } = await this.findCustomer(id);
    const body = json(patch, 'application/merge-patch+json', revision);
    const request = { method: 'PATCH', ...body, ...how(writing) } as const;
    return this.#control.ask(customerWrittenSchema, `/v1/customers/${encodeURIComponent(id)}`, request);
  }

  createCustomer(input: CustomerCreate, writing: Writing) {
    const request = { method: 'POST', ...json(input), ...how(writing) } as const;
    return this.#control.ask(customerWrittenSchema, '/v1/customers', request);
  }

  async importFile(file: ImportFile, writing: Writing, report: (event: ImportEvent) => void) {
    const { query, actor } = how(writing);
    const rowsTotal = file.rowsTotal === 0 ? undefined : String(file.rowsTotal);
    const response = await this.#control.send('/v1/imports', {
      method: 'POST',
      headers: { 'Content-Type': 'text/csv' },
      query: { ...query, rowsTotal, shared: file.shared ? 'true' : undefined },
      actor,
      retry: 'as-it-is',
      body: Bun.file(file.path),
      patienceMs: IMPORT_PATIENCE_MS,
    });
    return readImportEvents(response, report);
  }

  async explain(address: string) {
    return explanationOf(await this.#control.ask(explainComparisonSchema, '/v1/explain', { query: { address } }));
  }

  async routers(): Promise<readonly RouterPosition[]> {
    const items = await this.#control.ask(itemsOf(routerStatusSchema), '/v1/routers');
    return items.map(({ url, revision, detail }) => ({ url, revision, detail }));
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

function nodePath(reference: string): string {
  return `/v1/nodes/${encodeURIComponent(reference)}`;
}
