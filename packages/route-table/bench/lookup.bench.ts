import { loadavg } from 'node:os';
import type { Prefix } from '@nearhop/ip';
import type { RadixTree } from '@nearhop/route-table';
import maxmind, { type CountryResponse } from 'maxmind';
import { seededRandom } from '../../../test/harness/random.ts';
import { randomUpdates } from '../../../test/prove/routing/random-updates.ts';
import { readRealTable } from '../../../test/real-table.ts';
import { addressesBeside, addressesIn, type AddressSample, addressTexts } from './address-sample.ts';
import { measurePeers, type PeerFigure } from './alternation.ts';
import { Dir248 } from './dir-24-8.ts';
import { blockListPeer, dirPeer, maxmindPeer, type Peer, radixPeer4, radixPeer6 } from './lookup-peers.ts';
import { buildTree, measureTable, measureUpdates, type TableFigures, type UpdateFigures } from './table-timing.ts';

export interface LookupOptions {
  readonly seed?: number;
  /** Addresses in each scenario, 2^20 unless given. */
  readonly addresses?: number;
  readonly repetitions?: number;
  readonly updates?: number;
  /** Hears each line of the result as soon as it is known. */
  readonly report?: (line: object) => void;
}

export interface LookupFigures {
  /** Of the machine, over the last minute, at the beginning and the end. */
  readonly load: readonly [number, number];
  readonly table: TableFigures;
  readonly scenarios: readonly ScenarioFigures[];
  /** How many times as fast RadixTree is, by the medians of scenario "match". */
  readonly ratios: { readonly maxmind4: number; readonly maxmind6: number; readonly dir248: number };
  readonly update: UpdateFigures;
}

export interface ScenarioFigures {
  readonly scenario: string;
  readonly peers: readonly PeerFigure[];
}

type Entry = readonly [Prefix, number];

const COUNTRIES = new URL('../../../node_modules/@ip-location-db/geolite2-country-mmdb/', import.meta.url).pathname;
const BLOCK_LIST_ENTRIES = 10_000;
const BLOCK_LIST_LOOKUPS = 4_096;

/** Measures RadixTree on the real table beside its peers, in this thread. */
export async function measureLookup(options: LookupOptions = {}): Promise<LookupFigures> {
  const { seed = 1, addresses = 2 ** 20, repetitions = 7, updates = 100_000, report = () => undefined } = options;
  const loadBefore = loadOfMinute();
  const random = seededRandom(seed);
  const entries = numbered();
  const table = measureTable(entries, 5);
  report({ table });
  const tree = buildTree(entries);
  const scenarios: ScenarioFigures[] = [];
  for (const family of [4, 6] as const) {
    const own = entries.filter(([prefix]) => prefix.family === family);
    const peersOf = await peersFor(family, tree, own);
    for (const [name, sample] of samplesFor(family, tree, own, addresses, random)) {
      const figures = { scenario: `v${family} ${name}`, peers: measurePeers(peersOf(sample), repetitions) };
      scenarios.push(figures);
      for (const peer of figures.peers) report({ scenario: figures.scenario, ...peer });
    }
  }
  const ratios = {
    maxmind4: ratio(scenarios, 'v4 match', 'maxmind'),
    maxmind6: ratio(scenarios, 'v6 match', 'maxmind'),
    dir248: ratio(scenarios, 'v4 match', 'DIR-24-8'),
  };
  report({ ratios });
  const prefixes = entries.map(([prefix]) => prefix);
  const update = measureUpdates(tree, randomUpdates(prefixes, seed, updates));
  report({ update });
  const load = [loadBefore, loadOfMinute()] as const;
  report({ load });
  return { load, table, scenarios, ratios, update };
}

/** The real table with a small number for each network, as callers of RadixTree keep them. */
function numbered(): Entry[] {
  const numbers = new Map<number, number>();
  return readRealTable().map(({ prefix, asn }) => {
    const number = numbers.get(asn) ?? numbers.size;
    numbers.set(asn, number);
    return [prefix, number];
  });
}

/** Worst is where paths are longest: beyond the /24 and the /64 that almost all of a table stays within. */
function samplesFor(
  family: 4 | 6,
  tree: RadixTree,
  entries: readonly Entry[],
  count: number,
  random: () => number,
): [string, AddressSample][] {
  const prefixes = entries.map(([prefix]) => prefix);
  const long = prefixes.filter(({ length }) => length > (family === 4 ? 24 : 64));
  return [
    ['match', addressesIn(prefixes, count, random)],
    ['miss', addressesBeside(tree, prefixes, count, random)],
    ['worst', addressesIn(long, count, random)],
  ];
}

async function peersFor(
  family: 4 | 6,
  tree: RadixTree,
  entries: readonly Entry[],
): Promise<(sample: AddressSample) => Peer[]> {
  const cache = { max: 10_000 };
  const reader = await maxmind.open<CountryResponse>(`${COUNTRIES}geolite2-country-ipv${family}.mmdb`, { cache });
  const dir = family === 4 ? new Dir248(entries) : undefined;
  const step = Math.ceil(entries.length / BLOCK_LIST_ENTRIES);
  const listed = entries.filter((_, index) => index % step === 0).map(([prefix]) => prefix);
  return (sample) => {
    const texts = addressTexts(sample, family);
    return [
      family === 4 ? radixPeer4(tree, sample) : radixPeer6(tree, sample),
      ...(dir === undefined ? [] : [dirPeer(dir, entries.length, sample)]),
      maxmindPeer(reader, texts),
      blockListPeer(listed, texts.slice(0, BLOCK_LIST_LOOKUPS)),
    ];
  };
}

function ratio(scenarios: readonly ScenarioFigures[], scenario: string, peer: string): number {
  const peers = scenarios.find((figures) => figures.scenario === scenario)?.peers ?? [];
  const rate = (name: string) => peers.find((figure) => figure.peer === name)?.millionPerSecond ?? Number.NaN;
  return rate('RadixTree') / rate(peer);
}

function loadOfMinute(): number {
  return loadavg()[0] ?? Number.NaN;
}

if (import.meta.main) {
  await measureLookup({ report: (line) => void process.stdout.write(`${JSON.stringify(line, rounded)}\n`) });
}

function rounded(_key: string, value: unknown): unknown {
  return typeof value === 'number' ? Number(value.toPrecision(Number.isInteger(value) ? 15 : 4)) : value;
}
