import type { Claim } from '@nearhop/contracts';
import { decide, RoutingState, RoutingTable, routingTableView } from '@nearhop/decision';
import { AddressPolicy, Prefix, type Address } from '@nearhop/ip';
import { Management, ManagementError, randomNodeId } from '@nearhop/management';
import { openRegistry, type Registry } from '@nearhop/registry';
import { randomInteger } from '../../harness/random.ts';
import { near, randomPrefix, trunkIn } from './pending-space.ts';
import { unionSize } from './union-size.ts';

const CUSTOMERS = ['a', 'b', 'c'] as const;
const ADDRESSES_REPLAYED = 16;

/** What was seen over histories. */
export interface HistoriesSeen {
  operations: number;
  /** Operations that made claims wait or require attention. */
  pending: number;
  /** Answers compared, of customers whose block an operation was none of. */
  compared: number;
  /** Of these, answers that named a node. */
  served: number;
  readonly changed: string[];
  /** Customers whose record says another amount of unreviewed space than their claims add up to. */
  readonly miscounted: string[];
}

interface Answer {
  readonly owner: string | undefined;
  readonly text: string;
}

/**
 * Histories of three customers who ask, edit, delete, restore and are judged, each in a region of the address space of its own, in one
 * store, followed by a routing table as a router has it.
 */
export class PendingHistories {
  readonly #registry: Registry;
  readonly #administrator: Management;
  readonly #api: Management;
  readonly #table = new RoutingTable();
  readonly #state: RoutingState;
  readonly #seen: HistoriesSeen;
  #nowMs = Date.parse('2026-11-22T12:00:00.000Z');
  #revision = 0;
  #servers = 0;

  private constructor(registry: Registry, seen: HistoriesSeen) {
    this.#registry = registry;
    this.#seen = seen;
    const policy = new AddressPolicy({ privateNetworks: [], lab: false });
    const dependencies = { registry, now: () => new Date(this.#nowMs), newId: randomNodeId };
    this.#administrator = new Management({ policy, authority: 'administrator' }, dependencies);
    this.#api = new Management({ policy, authority: 'api' }, dependencies);
    this.#state = new RoutingState({ policy });
    this.#state.setTable(this.#table);
  }

  static async open(store: string, seen: HistoriesSeen): Promise<PendingHistories> {
    return new PendingHistories(await openRegistry(store, { access: 'write' }), seen);
  }

  close(): Promise<void> {
    return this.#registry.close();
  }

  /** One history in region `index`, below 1,000: 512 Ki IPv4 addresses, or an IPv6 /32. */
  async run(index: number, random: () => number): Promise<void> {
    const trunks = Array.from({ length: 3 }, () => trunkIn(index, random));
    const addresses = Array.from({ length: ADDRESSES_REPLAYED }, (_, at) => near(trunks[at % trunks.length]!, random)); // not empty
    for (const name of CUSTOMERS) await this.#begin(`${name}-${index}`, randomPrefix(trunks, random));
    await this.#follow();
    const operations = 4 + randomInteger(random, 6);
    let before = await this.#answers(addresses, index);
    for (let count = 0; count < operations; count++) {
      const customer = `${CUSTOMERS[randomInteger(random, CUSTOMERS.length)]}-${index}`;
      const told = await this.#operate(customer, trunks, random);
      await this.#follow();
      const after = await this.#answers(addresses, index);
      this.#compare({ customer, told }, addresses, before, after);
      before = after;
    }
    for (const name of CUSTOMERS) await this.#recount(`${name}-${index}`);
  }

  /** A customer with a node that serves a block, if that is free. */
  async #begin(customer: string, prefix: string): Promise<void> {
    const server = this.#servers++;
    await this.#administrator.createCustomer({ id: customer }, { by: 'history' });
    const servers = `23.${server >>> 16}.${(server >>> 8) & 255}.${server & 255}`;
    await this.#administrator.createNode({ customer, name: 'n', servers, claims: [prefix] }, { by: 'history' });
  }

  /** Does one random thing in the name of a customer; says what. What the rules refuse is a thing too. */
  async #operate(customer: string, trunks: readonly Address[], random: () => number): Promise<string> {
    const node = `${customer}/n`;
    const by = { by: `api:${customer}`, why: 'history', force: true };
    try {
      const kind = randomInteger(random, 10);
      if (kind === 9) {
        this.#nowMs += 20 * 86_400_000;
        const before = new Date(this.#nowMs - 30 * 86_400_000).toISOString();
        await this.#api.forgetReleased({ before, by: 'history' });
        return 'twenty days pass';
      }
      const deleted = (await this.#api.listDeletedNodes({ customer })).items[0];
      if (deleted !== undefined) {
        await this.#api.restoreNode(deleted.id, by);
        return 'restore';
      }
      if (kind === 8) {
        await this.#api.deleteNode(node, by);
        return 'delete';
      }
      const { claims } = await this.#api.showNode(node);
      const pending = claims.filter(({ state }) => state !== 'valid');
      const picked = pending[randomInteger(random, pending.length)];
      if (kind >= 5 && picked !== undefined) return await this.#judge(`${picked.prefix}@${node}`, kind, by);
      const kept = kind === 4 ? claims.filter(() => random() < 0.5) : claims;
      const asked = Array.from({ length: kind === 4 ? 0 : 1 + randomInteger(random, 3) }, () =>
        randomPrefix(trunks, random),
      );
      const list = [...new Set([...kept.map(({ prefix }) => prefix), ...asked])];
      const made = await this.#api.editNode(node, { claims: list }, by);
      this.#seen.pending += Number(made.claims.inReview + made.claims.attentionRequired > 0);
      return `ask for ${asked.join(', ')}, keep ${kept.length} of ${claims.length}`;
    } catch (error) {
      if (error instanceof ManagementError) return `refused: ${error.message}`;
      throw error;
    }
  }

  async #judge(claim: string, kind: number, by: { readonly by: string }): Promise<string> {
    const reviewer = { by: 'api:reviewer', why: 'history' };
    if (kind === 5) await this.#api.approveClaim(claim, reviewer);
    else if (kind === 6) await this.#api.refuseClaim(claim, reviewer);
    else if (claim.length % 2 === 0) await this.#api.withdrawClaim(claim, by);
    else await this.#api.resubmitClaim(claim, {}, by);
    return `judge ${claim} (${kind})`;
  }

  /** Brings the table to the newest revision, one after the other, as a router does. */
  async #follow(): Promise<void> {
    const { revision } = await this.#registry.position();
    if (revision === this.#revision) return;
    const made = await this.#registry.history({ limit: revision - this.#revision });
    for (const one of made.toReversed()) routingTableView.apply(this.#table, one);
    this.#revision = revision;
  }

  async #answers(addresses: readonly Address[], index: number): Promise<Answer[]> {
    const blocks: { readonly prefix: Prefix; readonly customer: string }[] = [];
    for (const name of CUSTOMERS) {
      const claims = await this.#registry.list('claim', { customer: `${name}-${index}`, limit: 1_000 });
      for (const { value } of claims) if (value.state === 'valid') blocks.push(blockOf(value));
    }
    return addresses.map((address) => {
      const { kind, reason, caches } = decide(this.#state, address) as {
        kind: string;
        reason: string;
        caches?: unknown;
      };
      const owner = blocks
        .filter(({ prefix }) => prefix.contains(address))
        .toSorted((x, y) => y.prefix.length - x.prefix.length)[0]?.customer;
      return { owner, text: JSON.stringify({ kind, reason, caches }) };
    });
  }

  async #recount(customer: string): Promise<void> {
    const claims = (await this.#registry.list('claim', { customer, limit: 1_000 })).map(({ value }) => value);
    const counting = claims.filter(
      ({ state, basis }) => basis === 'allowance' && (state === 'valid' || state === 'released'),
    );
    const { ipv4, ipv6 } = unionSize(counting.map(({ prefix }) => prefix));
    const kept = (await this.#registry.get('customer', customer))?.value.unreviewed;
    if (BigInt(kept?.ipv4Addresses ?? 0) === ipv4 && BigInt(kept?.ipv6Subnets ?? 0) === ipv6) return;
    this.#seen.miscounted.push(`${customer}: kept ${JSON.stringify(kept)}, counted ${ipv4} and ${ipv6}`);
  }

  /** Whoever has a block around an address is answered as before, unless it was they who did something. */
  #compare(
    { customer, told }: { readonly customer: string; readonly told: string },
    addresses: readonly Address[],
    before: readonly Answer[],
    after: readonly Answer[],
  ): void {
    const seen = this.#seen;
    seen.operations++;
    for (const [at, was] of before.entries()) {
      if (was.owner === undefined || was.owner === customer) continue;
      seen.compared++;
      if (was.text.includes('"kind":"node"')) seen.served++;
      const is = after[at];
      if (is?.text === was.text && is.owner === was.owner) continue;
      const address = addresses[at]?.toString();
      seen.changed.push(
        `${address} of ${was.owner}: ${was.text} became ${is?.text} of ${is?.owner} when ${customer}: ${told}`,
      );
    }
  }
}

function blockOf({ prefix, customer }: Claim) {
  return { prefix: Prefix.parse(prefix), customer };
}
