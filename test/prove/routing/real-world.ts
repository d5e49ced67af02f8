import { Address, Prefix, specialUseOverlap } from '@nearhop/ip';
import { randomInteger, seededRandom } from '../../harness/random.ts';
import { readRealTable } from '../../real-table.ts';

/** A node as the plan wants it; the registry gives it an id and a number. */
export interface PlannedNode {
  readonly customer: string;
  readonly name: string;
  /** `address` or `[address]`, as in the CSV's column `server`; empty for a node that has none. */
  readonly servers: readonly string[];
}

export interface PlannedBlock {
  readonly prefix: Prefix;
  /** Index of the node that claims it. */
  readonly node: number;
  /** Lies inside another block of the same customer. */
  readonly nested: boolean;
}

/** Customers, nodes and blocks over the table of the real Internet: whose block each is follows from its origin AS. */
export interface RealWorld {
  readonly nodes: readonly PlannedNode[];
  readonly blocks: readonly PlannedBlock[];
  /** Prefixes of the table that nobody may claim (special-use space), left in the CSV on purpose. */
  readonly refused: readonly Prefix[];
}

export interface RealWorldOptions {
  readonly seed: number;
  readonly customers: number;
  /** At most this many prefixes of the table, spread over it; all when left out. */
  readonly limit?: number;
}

const MOST_NODES_PER_CUSTOMER = 6;
const NESTED_SHARE = 0.08;

export function planRealWorld(options: RealWorldOptions): RealWorld {
  const random = seededRandom(options.seed);
  const nodes: PlannedNode[] = [];
  const nodesOf = Array.from({ length: options.customers }, (_, customer) =>
    Array.from(
      { length: 1 + randomInteger(random, MOST_NODES_PER_CUSTOMER) },
      () => nodes.push(planNode(customer, nodes.length)) - 1,
    ),
  );
  const blocks: PlannedBlock[] = [];
  const refused: Prefix[] = [];
  const table = readRealTable();
  let last: Prefix | undefined;
  const step = Math.max(1, table.length / (options.limit ?? table.length));
  for (let at = 0; at < table.length; at += step) {
    const { prefix, asn } = table[Math.floor(at)]!; // below table.length
    if (last?.contains(prefix)) continue; // the table's one overlap: two networks, and so two customers, name it
    last = prefix;
    if (specialUseOverlap(prefix) !== undefined) {
      refused.push(prefix);
      continue;
    }
    const own = nodesOf[asn % options.customers]!; // one list per customer
    const pick = () => own[randomInteger(random, own.length)]!; // no list is empty
    blocks.push({ prefix, node: pick(), nested: false });
    if (random() >= NESTED_SHARE || prefix.length > (prefix.family === 4 ? 30 : 60)) continue;
    blocks.push({ prefix: Prefix.of(prefix.address, prefix.length + 1), node: pick(), nested: true });
    blocks.push({ prefix: Prefix.containing(prefix.last(), prefix.length + 2), node: pick(), nested: true });
  }
  return { nodes, blocks, refused };
}

function planNode(customer: number, index: number): PlannedNode {
  const v4 = Address.v4(0x0b000000 + index * 256 + 10).toString();
  const v6 = Address.v6(0x26001f00, index, 0, 10).toString();
  const servers = index % 7 === 3 ? [v6] : index % 3 === 0 ? [v4, v6] : index % 41 === 40 ? [] : [v4];
  return { customer: `isp-${customer}`, name: `pop-${index}`, servers };
}

const BLOCKS_PER_ROW = 100;

/** The plan as the CSV that `nearhop import` reads. */
export function toImportCsv(world: RealWorld): string {
  const lines = ['customer,node,server,blocks'];
  const blocksOf: string[][] = world.nodes.map(() => []);
  for (const { node, prefix } of world.blocks) blocksOf[node]!.push(prefix.toString()); // node indexes world.nodes
  for (const prefix of world.refused) blocksOf[0]!.push(prefix.toString()); // there is always a first node
  for (const [index, { customer, name, servers }] of world.nodes.entries()) {
    const blocks = blocksOf[index]!; // as many lists as nodes
    for (const server of servers) lines.push(`${customer},${name},${server},`);
    for (let from = 0; from < blocks.length; from += BLOCKS_PER_ROW) {
      lines.push(`${customer},${name},,${blocks.slice(from, from + BLOCKS_PER_ROW).join(' ')}`);
    }
  }
  return `${lines.join('\n')}\n`;
}

/** Client addresses: most in a random block, some in a nested one, some anywhere in the address space. */
export function clientSampler(world: RealWorld, seed: number): () => Address {
  const random = seededRandom(seed);
  const nested = world.blocks.filter((block) => block.nested);
  const within = (blocks: readonly PlannedBlock[]) =>
    randomAddressIn(blocks[randomInteger(random, blocks.length)]!.prefix, random); // not empty
  return () => {
    const dice = random();
    if (dice < 0.7) return within(world.blocks);
    if (dice < 0.8) return within(nested);
    return randomAddressIn(dice < 0.92 ? WHOLE_IPV4 : GLOBAL_IPV6, random);
  };
}

const WHOLE_IPV4 = Prefix.parse('0.0.0.0/0');
const GLOBAL_IPV6 = Prefix.parse('2000::/3');

function randomAddressIn(prefix: Prefix, random: () => number): Address {
  const word = (value: number, index: number) => {
    const fixed = Math.min(32, Math.max(0, prefix.length - 32 * index));
    const noise = Math.floor(random() * 2 ** (32 - fixed));
    return (value + noise) >>> 0;
  };
  const { a, b, c, d } = prefix.address;
  return prefix.family === 4 ? Address.v4(word(a, 0)) : Address.v6(word(a, 0), word(b, 1), word(c, 2), word(d, 3));
}
