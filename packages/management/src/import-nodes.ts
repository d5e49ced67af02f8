import type { CacheNode, ServerAddress, Servers } from '@nearhop/contracts';
import { serverKey } from '@nearhop/registry';
import { serverTakenDetail } from './commit-change.ts';
import { owningCustomer } from './customers.ts';
import { FieldReport } from './field-report.ts';
import { instant, type ManagementContext } from './management-context.ts';
import { nodeNamed } from './node-reference.ts';
import type { RowTally } from './row-tally.ts';

/** A node of an import, as the registry has it or as the next commit will make it. */
export interface ImportNode {
  value: CacheNode;
  /** 0 while it is to be made. */
  revision: number;
  /** It has its number. */
  numbered: boolean;
  /** Must be written even when no block of it is new. */
  changed: boolean;
}

// Beyond these it looks nodes up again: memory stays bounded whatever the file holds.
const MOST_REMEMBERED = 200_000;

/** Finds the customers, nodes and server addresses that rows name, remembering what it found. */
export class ImportNodes {
  readonly #context: ManagementContext;
  readonly #nodes = new Map<string, ImportNode>();
  readonly #servers = new Map<string, ImportNode>();
  /** Ids of customers, and whether each is in the registry. */
  readonly #customers = new Map<string, boolean>();
  #unnamedCustomer: string | undefined;

  constructor(context: ManagementContext) {
    this.#context = context;
  }

  /** The customer of a row; undefined, and told, when none is named and several are there. */
  async customer(named: string, tally: RowTally): Promise<string | undefined> {
    if (named !== '') return named;
    if (this.#unnamedCustomer !== undefined) return this.#unnamedCustomer;
    const report = new FieldReport();
    const { id } = await owningCustomer(this.#context, undefined, report);
    for (const { detail } of report.fields) tally.fail(`customer ${detail}`);
    if (report.fields.length > 0) return undefined;
    this.#unnamedCustomer = id;
    return id;
  }

  async isNewCustomer(id: string): Promise<boolean> {
    const known = this.#customers.get(id);
    if (known !== undefined) return !known;
    const there = (await this.#context.registry.get('customer', id)) !== undefined;
    this.#customers.set(id, there);
    return !there;
  }

  customerIsThere(id: string): void {
    this.#customers.set(id, true);
  }

  remembered(customer: string, name: string): ImportNode | undefined {
    return this.#nodes.get(`${customer}/${name}`);
  }

  remember(node: ImportNode): void {
    this.#nodes.set(`${node.value.customer}/${node.value.name}`, node);
  }

  /** The customer's node of that name, new when there is none. */
  async find(customer: string, name: string): Promise<ImportNode> {
    const record = await nodeNamed(this.#context, customer, name);
    const node: ImportNode =
      record === undefined
        ? { value: this.#newNode(customer, name), revision: 0, numbered: false, changed: true }
        : { value: record.value, revision: record.revision, numbered: true, changed: false };
    this.remember(node);
    return node;
  }

  /** Reads a node again that another has changed, keeping the servers that the import gave it. */
  async refresh(node: ImportNode): Promise<void> {
    const { customer, name, servers } = node.value;
    const record = await nodeNamed(this.#context, customer, name);
    node.value = record === undefined ? this.#newNode(customer, name) : record.value;
    node.revision = record?.revision ?? 0;
    node.numbered = record !== undefined;
    node.value = { ...node.value, servers: { ...servers, ...node.value.servers } };
    node.changed = true;
  }

  /** Gives a node the servers of a row where it has none of that family. */
  async addServers(node: ImportNode, servers: Servers, tally: RowTally): Promise<void> {
    for (const family of ['ipv4', 'ipv6'] as const) {
      const asked = servers[family];
      if (asked === undefined) continue;
      const has = node.value.servers[family];
      if (has !== undefined) {
        if (has.address === asked.address && has.port === asked.port) continue;
        tally.warn(
          `server "${asked.address}" port ${asked.port} was left out: the node has "${has.address}" port ${has.port}; edit the node to change it`,
        );
        continue;
      }
      const taken = await this.#serverTaken(node, asked);
      if (taken !== undefined) {
        tally.fail(`server "${asked.address}" port ${asked.port} was left out: ${taken}`);
        continue;
      }
      node.value = { ...node.value, servers: { ...node.value.servers, [family]: asked } };
      node.changed = true;
    }
  }

  /** Takes away the server that turned out to be another node's; says whether the node had it. */
  dropServer(node: ImportNode, key: string): boolean {
    if (this.#servers.get(key) !== node) return false;
    const kept = Object.entries(node.value.servers).filter(
      ([, server]) => server !== undefined && serverKey(server) !== key,
    );
    node.value = { ...node.value, servers: Object.fromEntries(kept) };
    return this.#servers.delete(key);
  }

  /** To be called when no node waits for a commit; a node that is still in use must be remembered again. */
  trim(): void {
    if (this.#nodes.size + this.#servers.size < MOST_REMEMBERED) return;
    this.#nodes.clear();
    this.#servers.clear();
    this.#customers.clear();
  }

  async #serverTaken(node: ImportNode, server: ServerAddress): Promise<string | undefined> {
    const key = serverKey(server);
    const local = this.#servers.get(key);
    if (local !== undefined && local !== node) {
      const own = local.value.customer === node.value.customer;
      return own ? `it serves your node "${local.value.name}"` : 'it is already in use';
    }
    const holder = await this.#context.registry.holderOf(key);
    if (holder !== undefined && holder.id !== node.value.id)
      return serverTakenDetail(this.#context, holder.id, node.value.customer);
    this.#servers.set(key, node);
    return undefined;
  }

  #newNode(customer: string, name: string): CacheNode {
    return {
      id: this.#context.newId(),
      number: 0,
      customer,
      name,
      servers: {},
      enabled: true,
      activated: this.#context.activateOnCreate,
      labels: {},
      admin: { state: 'auto' },
      createdAt: instant(this.#context),
    };
  }
}
