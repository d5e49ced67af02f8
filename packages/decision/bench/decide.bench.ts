import { Address, AddressPolicy } from '@nearhop/ip';
import { decide, RoutingState, routingTableView, type RoutingRecord, type RoutingTable } from '@nearhop/decision';

/**
 * Decisions per second and the costs of a table as large as the Internet's: 560,000 IPv4 /24 and 110,000 IPv6 /48
 * blocks, the first half of each with one of 1,000 nodes, the second half with four.
 * A line of JSON per figure: the median of five runs.
 */
const V4_BLOCKS = 560_000;
const V6_BLOCKS = 110_000;
const NODES = 1_000;
const FIRST_V4 = 0x10000000;
const FIRST_V6 = 0x2a000000;
const SAMPLE = 2 ** 18;
const RUNS = 5;

function* records(): Generator<RoutingRecord> {
  for (let number = 0; number < NODES; number++) {
    const ipv4 = { address: `192.0.2.${number % 256}`, port: 80 + (number >>> 8) };
    const value = { ...NODE, id: nodeId(number), number, name: `Node-${number}`, servers: { ipv4 } };
    yield { kind: 'node', id: value.id, revision: 1, value };
  }
  for (let block = 0; block < V4_BLOCKS; block++) yield* claims(`${v4Block(block).toString()}/24`, block, V4_BLOCKS);
  for (let block = 0; block < V6_BLOCKS; block++) yield* claims(`${v6Block(block).toString()}/48`, block, V6_BLOCKS);
}

const NODE = {
  customer: 'contoso',
  enabled: true,
  activated: true,
  labels: {},
  admin: { state: 'auto' as const },
  createdAt: '2026-11-22T12:00:00.000Z',
};

function* claims(prefix: string, block: number, blocks: number): Generator<RoutingRecord> {
  for (let member = 0; member < (block < blocks / 2 ? 1 : 4); member++) {
    const node = nodeId((block + member * 7) % NODES);
    const value = { node, customer: 'contoso', prefix, state: 'valid' as const, shared: true };
    yield { kind: 'claim', id: `${prefix}@${node}`, revision: 1, value };
  }
}

/** Made while they are read: kept, 1.7 million records would have every collection of garbage walk over them. */
async function* pages(): AsyncGenerator<readonly RoutingRecord[]> {
  let page: RoutingRecord[] = [];
  for (const record of records()) {
    page.push(record);
    if (page.length === 5_000) {
      yield page;
      page = [];
    }
  }
  yield page;
}

function nodeId(number: number): string {
  return `n_${String(number).padStart(16, '0')}`;
}

function v4Block(block: number): Address {
  return Address.v4(FIRST_V4 + 256 * block);
}

function v6Block(block: number): Address {
  return Address.v6(FIRST_V6 + (block >>> 16), ((block & 0xffff) << 16) >>> 0, 0, 0);
}

/** Addresses spread over blocks `from` to `to`, the same in every run. */
function sample(from: number, to: number, at: (block: number) => Address): Address[] {
  return Array.from({ length: SAMPLE }, (_, index) => at(from + ((index * 7_919) % (to - from))));
}

function report(figure: string, unit: string, run: () => number): void {
  const values = Array.from({ length: RUNS }, run).sort((x, y) => x - y);
  const line = { figure, median: Math.round(values[RUNS >>> 1] ?? 0), unit };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

function milliseconds(work: () => unknown): number {
  const startedAt = performance.now();
  work();
  return performance.now() - startedAt;
}

function reportDecisions(figure: string, state: RoutingState, clients: readonly Address[]): void {
  let named = 0;
  const all = () => {
    named = 0;
    for (const client of clients) named += decide(state, client).caches.length;
  };
  all();
  report(`${figure} (${named} caches named)`, 'decisions/s', () => (1_000 * clients.length) / milliseconds(all));
}

function reportTable(table: RoutingTable): void {
  const bytes = Buffer.concat([...routingTableView.encode(table)]);
  report('encode', 'ms', () => milliseconds(() => [...routingTableView.encode(table)]));
  report(`decode ${bytes.length} bytes`, 'ms', () => milliseconds(() => routingTableView.decode(bytes)));
  const some: RoutingRecord[] = [];
  for (let block = 0; some.length < 5_000; block += 71)
    some.push(...claims(`${v4Block(block).toString()}/24`, block, V4_BLOCKS));
  const gone = some.map(({ id }) => ({ kind: 'claim' as const, id, value: null }));
  const position = { revision: 2 };
  report(`apply ${some.length} claims that go`, 'ms', () => {
    const spent = milliseconds(() => routingTableView.apply(table, { position, writes: gone }));
    routingTableView.apply(table, { position, writes: some });
    return spent;
  });
  report(`apply ${some.length} claims that come`, 'ms', () => {
    routingTableView.apply(table, { position, writes: gone });
    return milliseconds(() => routingTableView.apply(table, { position, writes: some }));
  });
}

const startedAt = performance.now();
const table = await routingTableView.load(pages());
const loadMs = Math.round(performance.now() - startedAt);
process.stdout.write(`${JSON.stringify({ figure: 'load, records made meanwhile', median: loadMs, unit: 'ms' })}\n`);
const state = new RoutingState({ policy: new AddressPolicy({ privateNetworks: [], lab: false }) });
state.setTable(table);
reportDecisions('IPv4, one node', state, sample(0, V4_BLOCKS / 2, v4Block));
reportDecisions('IPv6, one node', state, sample(0, V6_BLOCKS / 2, v6Block));
reportDecisions('IPv4, four nodes', state, sample(V4_BLOCKS / 2, V4_BLOCKS, v4Block));
reportDecisions('IPv6, four nodes', state, sample(V6_BLOCKS / 2, V6_BLOCKS, v6Block));
reportDecisions('IPv4, no match', state, sample(V4_BLOCKS, 2 * V4_BLOCKS, v4Block));
reportDecisions('IPv6, no match', state, sample(V6_BLOCKS, 2 * V6_BLOCKS, v6Block));
reportTable(table);
