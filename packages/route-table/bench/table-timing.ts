import { Prefix } from '@nearhop/ip';
import { RadixTree } from '@nearhop/route-table';
import { quantile } from './alternation.ts';

export interface TableFigures {
  readonly entries4: number;
  readonly entries6: number;
  readonly memoryBytes: number;
  readonly buildMs: number;
  readonly encodeMs: number;
  /** What one chunk kept the thread, 99th percentile of the median round. */
  readonly encodeChunkP99Ms: number;
  readonly decodeMs: number;
  readonly snapshotBytes: number;
}

export interface UpdateFigures {
  readonly updates: number;
  readonly p50Us: number;
  readonly p99Us: number;
  readonly maxUs: number;
  /** Setting and deleting a block around much of the table: the slowest of several. */
  readonly widest: readonly { readonly prefix: string; readonly insertMs: number; readonly deleteMs: number }[];
}

/** A value to set, or undefined to delete. */
interface Update {
  readonly prefix: Prefix;
  readonly value: number | undefined;
}

const WIDE = ['12.0.0.0/8', '0.0.0.0/0', '2a00::/12', '::/0'];

export function buildTree(entries: readonly (readonly [Prefix, number])[]): RadixTree {
  const tree = new RadixTree();
  for (const [prefix, value] of entries) tree.insert(prefix, value);
  return tree;
}

/** Medians of building the table, writing and reading its snapshot. */
export function measureTable(entries: readonly (readonly [Prefix, number])[], repetitions: number): TableFigures {
  const [builds, decodes]: [number[], number[]] = [[], []];
  const encodes: Encoding[] = [];
  let tree = new RadixTree();
  let bytes: Uint8Array = new Uint8Array();
  for (let round = 0; round < repetitions; round++) {
    builds.push(elapsedMs(() => void (tree = buildTree(entries))));
    const encoding = measureEncode(tree);
    encodes.push(encoding);
    bytes = encoding.bytes;
    decodes.push(elapsedMs(() => void RadixTree.decode(bytes)));
  }
  return {
    entries4: tree.size4,
    entries6: tree.size6,
    memoryBytes: tree.memoryBytes,
    buildMs: quantile(builds, 0.5),
    encodeMs: quantile(
      encodes.map(({ totalMs }) => totalMs),
      0.5,
    ),
    encodeChunkP99Ms: quantile(
      encodes.map(({ chunkP99Ms }) => chunkP99Ms),
      0.5,
    ),
    decodeMs: quantile(decodes, 0.5),
    snapshotBytes: bytes.length,
  };
}

interface Encoding {
  readonly bytes: Uint8Array;
  readonly totalMs: number;
  readonly chunkP99Ms: number;
}

function measureEncode(tree: RadixTree): Encoding {
  const chunks: Uint8Array[] = [];
  const timesMs: number[] = [];
  let askedAt = performance.now();
  for (const chunk of tree.encode()) {
    timesMs.push(performance.now() - askedAt);
    chunks.push(chunk);
    askedAt = performance.now();
  }
  const totalMs = timesMs.reduce((sum, ms) => sum + ms, 0);
  return { bytes: Buffer.concat(chunks), totalMs, chunkP99Ms: quantile(timesMs, 0.99) };
}

/** Times each of the updates by itself; the tree is changed. */
export function measureUpdates(tree: RadixTree, updates: readonly Update[]): UpdateFigures {
  const micros = new Float64Array(updates.length);
  for (const [index, { prefix, value }] of updates.entries()) {
    const startedAt = performance.now();
    if (value === undefined) tree.delete(prefix);
    else tree.insert(prefix, value);
    micros[index] = (performance.now() - startedAt) * 1_000;
  }
  return {
    updates: updates.length,
    p50Us: quantile(micros, 0.5),
    p99Us: quantile(micros, 0.99),
    maxUs: quantile(micros, 1),
    widest: WIDE.map((text) => measureWide(tree, Prefix.parse(text))),
  };
}

function measureWide(tree: RadixTree, prefix: Prefix): UpdateFigures['widest'][number] {
  const [inserts, deletes]: [number[], number[]] = [[], []];
  const before = tree.delete(prefix);
  for (let round = 0; round < 5; round++) {
    inserts.push(elapsedMs(() => void tree.insert(prefix, 1)));
    deletes.push(elapsedMs(() => void tree.delete(prefix)));
  }
  if (before !== undefined) tree.insert(prefix, before);
  return { prefix: prefix.toString(), insertMs: quantile(inserts, 1), deleteMs: quantile(deletes, 1) };
}

function elapsedMs(work: () => void): number {
  const startedAt = performance.now();
  work();
  return performance.now() - startedAt;
}
