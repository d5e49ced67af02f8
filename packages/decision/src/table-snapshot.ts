import type { CacheNode, Customer, Origin } from '@nearhop/contracts';
import { jsonLists } from './json-lists.ts';
import { NodeDirectory } from './node-directory.ts';
import { PrefixLists } from './prefix-lists.ts';
import { RoutingTable } from './routing-table.ts';
import { ViewError } from './view-error.ts';

/**
 * A table as bytes, all numbers little-endian:
 *
 *     "NHRT"  uint32 version
 *     the tree of blocks, the tree of pending prefixes (RadixTree's own form)
 *     JSON of the records and of the lists that the trees' values stand for
 *     uint32 length of each of the three parts
 *
 * The lengths come last because a part is made while it is read, and the trees first because they lie at multiples of
 * four bytes then. What the bytes say is believed: the replica that stores them checks that they are the ones written.
 */
const MAGIC = 0x54_52_48_4e;
const VERSION = 1;
const HEADER_BYTES = 8;
const FOOTER_BYTES = 12;

interface Records {
  readonly customers: readonly [string, Customer][];
  readonly origins: readonly [string, Origin][];
  /** Each with its number of claims. */
  readonly nodes: readonly [CacheNode, number][];
  readonly blockLists: readonly (readonly number[] | null)[];
  readonly pendingLists: readonly (readonly number[] | null)[];
}

/** Each chunk is made when it is asked for, in less than a millisecond. Throws when the table changes before the last one. */
export function* encodeTable(table: RoutingTable): Generator<Uint8Array, undefined> {
  const { changes } = table;
  for (const chunk of chunksOf(table)) {
    yield chunk;
    if (table.changes !== changes)
      throw new Error('Cannot go on: routing table must not change while it is encoded: it did');
  }
}

function* chunksOf(table: RoutingTable): Generator<Uint8Array, undefined> {
  yield uint32s([MAGIC, VERSION]);
  const lengths: number[] = [];
  for (const part of [table.blocks.encodeTree(), table.pending.encodeTree(), jsonLists(recordsOf(table))]) {
    let length = 0;
    for (const chunk of part) {
      length += chunk.length;
      yield chunk;
    }
    lengths.push(length);
  }
  yield uint32s(lengths);
}

function recordsOf(table: RoutingTable): { readonly [List in keyof Records]: Iterable<Records[List][number]> } {
  return {
    customers: table.customers,
    origins: table.origins,
    nodes: nodesWithClaims(table.nodes),
    blockLists: table.blocks.listRows(),
    pendingLists: table.pending.listRows(),
  };
}

function* nodesWithClaims(nodes: NodeDirectory): Generator<[CacheNode, number], undefined> {
  for (const node of nodes.values()) yield [node, nodes.claimsOf(node.number)];
}

function uint32s(values: readonly number[]): Uint8Array {
  const bytes = new DataView(new ArrayBuffer(4 * values.length));
  for (const [index, value] of values.entries()) bytes.setUint32(4 * index, value, true);
  return new Uint8Array(bytes.buffer);
}

/** Throws ViewError on bytes that `encodeTable` did not write. */
export function decodeTable(bytes: Uint8Array): RoutingTable {
  const [blocks, pending, json] = splitParts(bytes);
  try {
    // Written by encodeTable, and stored under a checksum.
    const records = JSON.parse(new TextDecoder().decode(json)) as Records;
    const nodes = new NodeDirectory();
    for (const [node, claims] of records.nodes) {
      nodes.put(node);
      nodes.addClaims(node.number, claims);
    }
    return new RoutingTable({
      customers: new Map(records.customers),
      origins: new Map(records.origins),
      nodes,
      blocks: PrefixLists.decode(blocks, records.blockLists),
      pending: PrefixLists.decode(pending, records.pendingLists),
    });
  } catch (error) {
    throw new ViewError(
      `Cannot read routing table: ${error instanceof Error ? error.message : String(error)}`,
      'record',
    );
  }
}

function splitParts(bytes: Uint8Array): [blocks: Uint8Array, pending: Uint8Array, json: Uint8Array] {
  const leastBytes = HEADER_BYTES + FOOTER_BYTES;
  if (bytes.byteLength < leastBytes)
    throw refusal(`it must have at least ${leastBytes} bytes: received ${bytes.byteLength}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(0, true) !== MAGIC) throw refusal('it must begin with "NHRT"');
  const version = view.getUint32(4, true);
  if (version !== VERSION) throw refusal(`version must be ${VERSION}: received ${version}`);
  const footer = bytes.byteLength - FOOTER_BYTES;
  const pending = HEADER_BYTES + view.getUint32(footer, true);
  const json = pending + view.getUint32(footer + 4, true);
  const end = json + view.getUint32(footer + 8, true);
  if (end !== footer) {
    throw refusal(`its parts must have the lengths that it ends in: received ${footer - end} bytes more`);
  }
  return [bytes.subarray(HEADER_BYTES, pending), bytes.subarray(pending, json), bytes.subarray(json, end)];
}

function refusal(why: string): ViewError {
  return new ViewError(`Cannot read routing table: ${why}`, 'record');
}
