import type { NodeCreate } from '@nearhop/contracts';
import { randomInteger } from '../../harness/random.ts';

const CUSTOMERS = ['acme', 'beta', 'city'];
const SITES = 7;
const NETWORKS = 6_000;
const NETWORKS_OUTSIDE = 300;

/** A network of clients, and its share of all requests in whatever unit. */
export interface WeightedNetwork {
  readonly prefix: string;
  readonly weight: number;
}

/** Nodes of three customers: each has one for its whole /11, and sites with /16s, /20s and /24s in there, a third of them shared. */
export function trafficNodes(random: () => number): readonly NodeCreate[] {
  return CUSTOMERS.flatMap((customer, number) => {
    const shared = Array.from({ length: 8 }, () => blockOf(number, random));
    const sites = Array.from({ length: SITES }, (_, site): NodeCreate => {
      const own = Array.from({ length: 12 }, () => blockOf(number, random));
      const claims = [...new Set([...own, ...shared.filter(() => random() < 0.5)])];
      return {
        name: `${customer}-${site}`,
        servers: `9.${number}.${site}.1`,
        customer,
        claims: claims.map((prefix) => ({ prefix, shared: true })),
        ...someEgress(random),
      };
    });
    const whole = {
      name: `${customer}-whole`,
      servers: `9.${number}.100.1`,
      customer,
      claims: [`${20 + number}.0.0.0/11`],
    };
    return [whole, ...sites];
  });
}

export { CUSTOMERS as TRAFFIC_CUSTOMERS };

/** A block in the /11 of the customer with this number. */
export function blockOf(customer: number, random: () => number): string {
  const [second, third] = [randomInteger(random, 32), randomInteger(random, 256)];
  const kind = random();
  if (kind < 0.3) return `${20 + customer}.${second}.0.0/16`;
  if (kind < 0.7) return `${20 + customer}.${second}.${third & 0xf0}.0/20`;
  return `${20 + customer}.${second}.${third}.0/24`;
}

export function someEgress(random: () => number): { readonly maxEgressMbps?: number } {
  return random() < 0.7 ? { maxEgressMbps: [500, 1_000, 2_500, 10_000][randomInteger(random, 4)] ?? 1_000 } : {};
}

/** /24s and /22s of clients, most within some block, with weights by Zipf's law. */
export function zipfNetworks(random: () => number): readonly WeightedNetwork[] {
  const prefixes = new Set<string>();
  while (prefixes.size < NETWORKS) {
    const customer = randomInteger(random, CUSTOMERS.length);
    const [second, third] = [randomInteger(random, 32), randomInteger(random, 256)];
    const outside = prefixes.size < NETWORKS_OUTSIDE ? 60 : 20;
    if (random() < 0.7) prefixes.add(`${outside + customer}.${second}.${third}.0/24`);
    else prefixes.add(`${outside + customer}.${second}.${third & 0xfc}.0/22`);
  }
  const order = shuffled([...prefixes], random);
  return order.map((prefix, rank) => ({ prefix, weight: 1 / (rank + 1) }));
}

/** Clients of these networks, each network as often as its weight says, in random order. */
export function clientsOf(
  networks: readonly WeightedNetwork[],
  count: number,
  random: () => number,
): readonly string[] {
  const total = networks.reduce((sum, { weight }) => sum + weight, 0);
  const step = total / count;
  const clients: string[] = [];
  let next = random() * step;
  let passed = 0;
  for (const { prefix, weight } of networks) {
    for (passed += weight; next < passed; next += step) clients.push(clientIn(prefix, random));
  }
  return shuffled(clients, random);
}

function clientIn(prefix: string, random: () => number): string {
  const [address = '', length = ''] = prefix.split('/');
  const [first, second, third = '0'] = address.split('.');
  const inside = randomInteger(random, 2 ** (32 - Number(length)));
  return `${first}.${second}.${Number(third) + (inside >> 8)}.${inside & 255}`;
}

function shuffled<Item>(items: readonly Item[], random: () => number): Item[] {
  const order = [...items];
  for (let index = order.length - 1; index > 0; index--) {
    const other = randomInteger(random, index + 1);
    [order[index], order[other]] = [order[other] as Item, order[index] as Item]; // both are in range
  }
  return order;
}
