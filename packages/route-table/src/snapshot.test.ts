import { describe, expect, test } from 'bun:test';
import { Address, Prefix } from '@nearhop/ip';
import { RadixTree, SnapshotError } from './index.ts';

const ENTRIES: [string, number][] = [
  ['0.0.0.0/0', 1],
  ['10.0.0.0/8', 0xffffff],
  ['2001:db8::/32', 3],
  ['2001:db8::1/128', 4],
];

describe('RadixTree.encode', () => {
  test('makes a large table in many chunks, each small', () => {
    const tree = largeTree();
    const chunks = [...tree.encode()];
    expect(chunks.length).toBeGreaterThan(12);
    expect(Math.max(...chunks.map((chunk) => chunk.length))).toBeLessThanOrEqual(32_768);
    expect([...RadixTree.decode(Buffer.concat(chunks)).entries()]).toEqual([...tree.entries()]);
  });

  test('throws when the table changes after any chunk but the last, in either family', () => {
    const count = [...largeTree().encode()].length;
    for (const changed of ['10.0.0.0/8', '2001:db8::/32'].map((text) => Prefix.parse(text))) {
      for (let after = 1; after < count; after++) {
        const tree = largeTree();
        const chunks = tree.encode();
        for (let read = 0; read < after; read++) chunks.next();
        tree.insert(changed, 1);
        expect(() => chunks.next()).toThrow('table must not change while it is encoded');
      }
    }
  });
});

describe('RadixTree.decode', () => {
  test('gives back the entries that encode took', () => {
    const copy = RadixTree.decode(sample());
    expect(Array.from(copy.entries(), ([prefix, value]) => [prefix.toString(), value] as [string, number])).toEqual(
      ENTRIES,
    );
  });

  test('reads bytes that lie anywhere in a buffer', () => {
    const bytes = sample();
    for (const offset of [1, 2, 3, 4]) {
      const shifted = new Uint8Array(bytes.length + 8);
      shifted.set(bytes, offset);
      expect(RadixTree.decode(shifted.subarray(offset, offset + bytes.length)).size).toBe(ENTRIES.length);
    }
  });

  test('reads an empty table', () => {
    expect(RadixTree.decode(encoded(new RadixTree())).size).toBe(0);
  });

  test('names the version it got and the one it reads', () => {
    const bytes = sample();
    bytes[4] = 2;
    expect(() => RadixTree.decode(bytes)).toThrow(
      new SnapshotError('Cannot read snapshot: Got v2 data when expected v1'),
    );
  });

  test('refuses data that is no snapshot', () => {
    expect(() => RadixTree.decode(new Uint8Array())).toThrow('must have at least 20 bytes: received 0');
    expect(() => RadixTree.decode(new TextEncoder().encode('{"not":"a table at all"}'))).toThrow(
      'must start with "NHRT"',
    );
  });

  test('refuses every cut and every turned bit', () => {
    const bytes = sample();
    for (let end = 0; end < bytes.length; end++)
      expect(() => RadixTree.decode(bytes.slice(0, end))).toThrow(SnapshotError);
    for (let bit = 0; bit < 8 * bytes.length; bit++) {
      const damaged = bytes.with(bit >>> 3, bytes[bit >>> 3]! ^ (1 << (bit & 7))); // below bytes.length
      expect(() => RadixTree.decode(damaged)).toThrow(SnapshotError);
    }
  });

  test('refuses bytes after the end', () => {
    const bytes = sample();
    const longer = new Uint8Array(bytes.length + 1);
    longer.set(bytes);
    expect(() => RadixTree.decode(longer)).toThrow(`must take ${bytes.length} bytes: received ${bytes.length + 1}`);
  });
});

function sample(): Uint8Array {
  const tree = new RadixTree();
  for (const [text, value] of ENTRIES) tree.insert(Prefix.parse(text), value);
  return encoded(tree);
}

/** 3,000 IPv4 and as many IPv6 entries: several chunks of each. */
function largeTree(): RadixTree {
  const tree = new RadixTree();
  for (let index = 0; index < 3_000; index++) {
    tree.insert(Prefix.of(Address.v4(0x0a000000 + 256 * index), 24), index);
    tree.insert(Prefix.of(Address.v6(0x20010db8, 0x10000 * index, 0, 0), 48), index);
  }
  return tree;
}

function encoded(tree: RadixTree): Uint8Array {
  return new Uint8Array(Buffer.concat([...tree.encode()]));
}
