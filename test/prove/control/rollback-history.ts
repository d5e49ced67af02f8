import { Management, ManagementError, randomNodeId } from '@nearhop/management';
import { AddressPolicy } from '@nearhop/ip';
import type { Registry, StoredRecord } from '@nearhop/registry';
import { randomInteger } from '../../harness/random.ts';

export const CUSTOMERS = ['acme', 'beta'] as const;
const POOL = [
  '20.0.0.0/16',
  '20.0.0.0/20',
  '20.0.1.0/24',
  '20.0.128.0/17',
  '20.1.0.0/16',
  '20.1.2.0/24',
  '20.2.0.0/15',
  '20.3.3.0/24',
];
const NAMES = ['one', 'two'];
const ORIGINS = ['a.example.com', 'b.example.com', '*.example.org'];

/** Whatever a store holds that a rollback brings back, by kind and id: written out by walking the store itself. */
export type Standing = ReadonlyMap<string, string>;

/** Makes random changes as customers and administrators would, some of which are refused. */
export class RandomOperators {
  readonly #registry: Registry;
  readonly #random: () => number;
  readonly #managements: readonly Management[];
  made = 0;
  refused = 0;

  constructor(registry: Registry, random: () => number) {
    this.#registry = registry;
    this.#random = random;
    const policy = new AddressPolicy({ privateNetworks: [], lab: false });
    const dependencies = { registry, now: () => new Date(), newId: randomNodeId };
    this.#managements = (['administrator', 'api'] as const).map(
      (authority) => new Management({ policy, authority }, dependencies),
    );
  }

  async begin(): Promise<void> {
    for (const id of CUSTOMERS) await this.management().createCustomer({ id }, { by: 'prove' });
  }

  management(): Management {
    return this.#of(this.#managements);
  }

  async change(): Promise<void> {
    try {
      await this.#operation();
      this.made++;
    } catch (error) {
      if (!(error instanceof ManagementError)) throw error;
      this.refused++;
    }
  }

  async #operation(): Promise<unknown> {
    const management = this.management();
    const request = { by: this.#of(['ann', 'bob']), why: 'as chance has it' };
    const customer = this.#of(CUSTOMERS);
    const name = this.#of(NAMES);
    const node = `${customer}/${name}`;
    switch (randomInteger(this.#random, 9)) {
      case 0:
      case 1:
      case 2:
        return management.createNode({ name, customer, ...this.#fields() }, request);
      case 3:
      case 4:
        return management.editNode(node, this.#fields(), request);
      case 5:
        return management.editNode(node, { enabled: this.#random() < 0.5 }, request);
      case 6:
        return management.deleteNode(node, request);
      case 7:
        return management.addOrigin(
          { host: this.#of(ORIGINS), defaultFreshSeconds: randomInteger(this.#random, 9) },
          request,
        );
      default:
        return management.removeOrigin(this.#of(ORIGINS), request);
    }
  }

  #fields() {
    const claims = POOL.filter(() => this.#random() < 0.25);
    const server = `9.9.9.${randomInteger(this.#random, 6) + 1}`;
    return {
      claims: claims.map((prefix) => ({ prefix, shared: this.#random() < 0.3 })),
      ...(this.#random() < 0.6 && { servers: server }),
      ...(this.#random() < 0.4 && { maxEgressMbps: randomInteger(this.#random, 1_000) + 1 }),
      ...(this.#random() < 0.4 && { labels: { site: this.#of(['seattle', 'tacoma']) } }),
    };
  }

  #of<Item>(items: readonly Item[]): Item {
    const item = items[randomInteger(this.#random, items.length)];
    if (item === undefined) throw new RangeError('Cannot choose: the list is empty');
    return item;
  }

  /** The store as it stands now. */
  async standing(): Promise<Standing> {
    const standing = new Map<string, string>();
    const { pages } = await this.#registry.snapshot();
    for await (const page of pages) {
      for (const record of page) {
        const text = standingText(record);
        if (text !== undefined) standing.set(`${record.kind} ${record.id}`, text);
      }
    }
    return standing;
  }
}

/** What must be equal after a rollback: all but people, activations, and what is deleted or released. */
function standingText({ kind, value }: StoredRecord): string | undefined {
  if (kind === 'customer') return undefined;
  if (kind === 'node') {
    if (value.deletedAt !== undefined) return undefined;
    return JSON.stringify(sorted({ ...value, activated: null, activation: null }));
  }
  if (kind === 'claim' && value.state === 'released') return undefined;
  return JSON.stringify(sorted({ ...value }));
}

function sorted(value: Readonly<Record<string, unknown>>): unknown {
  return Object.entries(value).toSorted(([x], [y]) => (x < y ? -1 : 1));
}
