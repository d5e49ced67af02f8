import type { Claim, ClaimState, Customer } from '@nearhop/contracts';
import { AddressPolicy, Prefix } from '@nearhop/ip';
import type { Registry } from '@nearhop/registry';
import { Management } from '../management.ts';
import type { OriginAsTable } from '../management-context.ts';
import { randomNodeId } from '../node-id.ts';

/** Operators, reviewers and the administrator at one registry, with a clock that tests move. */
export class ClaimDesk {
  readonly registry: Registry;
  /** As people reach it over the network: every rule holds. */
  readonly api: Management;
  readonly administrator: Management;
  #nowMs = Date.parse('2026-11-22T12:00:00.000Z');

  constructor(
    registry: Registry,
    options: { readonly originAs?: OriginAsTable; readonly supportContact?: string } = {},
  ) {
    this.registry = registry;
    const policy = new AddressPolicy({ privateNetworks: [Prefix.parse('10.0.0.0/8')], lab: false });
    const { originAs, supportContact } = options;
    const dependencies = { registry, now: () => new Date(this.#nowMs), newId: randomNodeId, originAs };
    this.api = new Management({ policy, authority: 'api', supportContact }, dependencies);
    this.administrator = new Management({ policy, authority: 'administrator' }, dependencies);
  }

  get now(): Date {
    return new Date(this.#nowMs);
  }

  passDays(days: number): void {
    this.#nowMs += days * 86_400_000;
  }

  async customers(...ids: readonly string[]): Promise<void> {
    for (const id of ids) await this.api.createCustomer({ id }, by('admin'));
  }

  /** Makes a node that asks for claims, by a person of its customer; resolves with the states of the claims, in the order of the list. */
  async node(reference: string, claims: readonly string[], more: object = {}): Promise<string[]> {
    const [customer = '', name = ''] = reference.split('/');
    const { node } = await this.api.createNode({ customer, name, claims: [...claims], ...more }, by(customer));
    return claims.map((prefix) => stateIn(node.claims, prefix));
  }

  /** Gives a node another list of claims. */
  async edit(reference: string, claims: readonly string[], more: object = {}): Promise<string[]> {
    const [customer = ''] = reference.split('/');
    const { node } = await this.api.editNode(reference, { claims: [...claims], ...more }, by(customer));
    return claims.map((prefix) => stateIn(node.claims, prefix));
  }

  async delete(reference: string): Promise<void> {
    const [customer = ''] = reference.split('/');
    await this.api.deleteNode(reference, { ...by(customer), why: 'closed' });
  }

  async claim(reference: string, prefix: string): Promise<Claim> {
    const { id } = await this.api.showNode(reference);
    const record = await this.registry.get('claim', `${prefix}@${id}`);
    if (record === undefined) throw new Error(`There is no claim ${prefix} of ${reference}`);
    return record.value;
  }

  /** Every claim, whosever: `prefix customer state`. */
  async all(): Promise<string[]> {
    const records = await this.registry.list('claim', { limit: 5_000 });
    return records.map(({ value }) => `${value.prefix} ${value.customer} ${value.state}`);
  }

  async customer(id: string): Promise<Customer> {
    const record = await this.registry.get('customer', id);
    if (record === undefined) throw new Error(`There is no customer ${id}`);
    return record.value;
  }
}

/** A request in somebody's name. */
export function by(who: string, why?: string): { readonly by: string; readonly why?: string } {
  return { by: `api:${who}`, ...(why === undefined ? {} : { why }) };
}

function stateIn(claims: readonly { readonly prefix: string; readonly state: ClaimState }[], prefix: string): string {
  return claims.find((claim) => claim.prefix === prefix)?.state ?? 'none';
}
