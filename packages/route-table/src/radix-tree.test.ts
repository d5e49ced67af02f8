import { describe, expect, test } from 'bun:test';
import { Address, Prefix } from '@nearhop/ip';
import { matchLength, matchValue, MAX_VALUE, NO_MATCH, RadixTree, TableFullError } from './index.ts';

const NESTED = ['10.0.0.0/8', '10.1.0.0/16', '10.1.2.0/24', '10.1.2.3/32', '2001:db8::/32', '2001:db8:1::/48'];

describe('RadixTree.lookup', () => {
  test('returns the longest matching prefix', () => {
    const tree = treeOf(NESTED);
    expect(found(tree, '10.1.2.3')).toEqual({ value: 3, length: 32 });
    expect(found(tree, '10.1.2.4')).toEqual({ value: 2, length: 24 });
    expect(found(tree, '10.1.3.4')).toEqual({ value: 1, length: 16 });
    expect(found(tree, '10.2.3.4')).toEqual({ value: 0, length: 8 });
    expect(found(tree, '2001:db8:1::1')).toEqual({ value: 5, length: 48 });
    expect(found(tree, '2001:db8:2::1')).toEqual({ value: 4, length: 32 });
  });

  test('returns NO_MATCH outside every prefix', () => {
    const tree = treeOf(NESTED);
    for (const text of ['9.255.255.255', '11.0.0.0', '2001:db7:ffff::', '2001:db9::', '::']) {
      expect(tree.lookup(Address.parse(text))).toBe(NO_MATCH);
    }
  });

  test('keeps the families apart', () => {
    const tree = treeOf(['0.0.0.0/0']);
    expect(tree.lookup(Address.parse('::'))).toBe(NO_MATCH);
    tree.insert(Prefix.parse('::/0'), 7);
    expect(found(tree, '0.0.0.0')).toEqual({ value: 0, length: 0 });
    expect(found(tree, '::')).toEqual({ value: 7, length: 0 });
  });

  test('carries value 0, the largest value and every length', () => {
    const tree = new RadixTree();
    const address = Address.parse('2001:db8:ffff:ffff:ffff:ffff:ffff:ffff');
    for (let length = 0; length <= 128; length++) {
      tree.insert(Prefix.containing(address, length), length % 2 === 0 ? 0 : MAX_VALUE);
      expect(tree.lookup(address)).toBe((length % 2 === 0 ? 0 : MAX_VALUE) * 256 + length);
    }
  });

  test('of numbers is the lookup of the address', () => {
    const tree = treeOf(NESTED);
    expect(tree.lookup4(0x0a010203)).toBe(tree.lookup(Address.parse('10.1.2.3')));
    expect(tree.lookup6(0x20010db8, 0x00010000, 0, 1)).toBe(tree.lookup(Address.parse('2001:db8:1::1')));
  });
});

describe('RadixTree.lookupShorter', () => {
  test('walks from block to enclosing block', () => {
    const tree = treeOf(NESTED);
    const lengths: number[] = [];
    const address = Address.parse('10.1.2.3');
    for (
      let match = tree.lookup(address);
      match !== NO_MATCH;
      match = tree.lookupShorter(address, matchLength(match))
    ) {
      lengths.push(matchLength(match));
    }
    expect(lengths).toEqual([32, 24, 16, 8]);
  });

  test('below 0 bits finds nothing, below more bits than there are finds the longest', () => {
    const tree = treeOf(['0.0.0.0/0', '1.2.3.4/32']);
    expect(tree.lookupShorter(Address.parse('1.2.3.4'), 0)).toBe(NO_MATCH);
    expect(matchLength(tree.lookupShorter(Address.parse('1.2.3.4'), 1_000))).toBe(32);
  });
});

describe('RadixTree.insert and delete', () => {
  test('return what was there', () => {
    const tree = new RadixTree();
    const prefix = Prefix.parse('192.0.2.0/25');
    expect(tree.delete(prefix)).toBeUndefined();
    expect(tree.insert(prefix, 1)).toBeUndefined();
    expect(tree.insert(prefix, 2)).toBe(1);
    expect(tree.insert(prefix, 2)).toBe(2);
    expect([tree.size, tree.size4, tree.size6]).toEqual([1, 1, 0]);
    expect(tree.delete(prefix)).toBe(2);
    expect(tree.size).toBe(0);
  });

  test('count the families apart', () => {
    const tree = treeOf(NESTED);
    expect([tree.size, tree.size4, tree.size6]).toEqual([6, 4, 2]);
  });

  test('a delete restores what the shorter prefix says, whichever came first', () => {
    for (const order of [NESTED, NESTED.toReversed()]) {
      const tree = treeOf(order);
      tree.delete(Prefix.parse('10.1.2.3/32'));
      tree.delete(Prefix.parse('10.1.0.0/16'));
      expect(matchLength(tree.lookup(Address.parse('10.1.2.3')))).toBe(24);
      expect(matchLength(tree.lookup(Address.parse('10.1.3.3')))).toBe(8);
    }
  });

  test('refuse a value that no slot can hold and change nothing', () => {
    const tree = new RadixTree();
    for (const value of [-1, MAX_VALUE + 1, 0.5, Number.NaN]) {
      expect(() => tree.insert(Prefix.parse('10.0.0.0/8'), value)).toThrow(
        `Cannot insert prefix "10.0.0.0/8": value must be an integer from 0 to 16777215: received ${value}`,
      );
    }
    expect(tree.size).toBe(0);
  });

  test('give back all memory: ten rounds of coming and going take no more than one', () => {
    const tree = new RadixTree();
    const memoryAfter = Array.from({ length: 10 }, () => {
      const prefixes = Array.from({ length: 2_000 }, (_, index) => hostPrefix(index));
      for (const prefix of prefixes) tree.insert(prefix, 1);
      for (const prefix of prefixes) tree.delete(prefix);
      return tree.memoryBytes;
    });
    expect(new Set(memoryAfter).size).toBe(1);
    expect(tree.size).toBe(0);
  });

  test('at the memory limit an insert is refused with all as it was, and works again after a delete', () => {
    const tree = new RadixTree({ limitBytes: 9 * 2 ** 20 });
    let count = 0;
    expect(() => {
      for (; count < 100_000; count++) tree.insert(hostPrefix(count), 1);
    }).toThrow(TableFullError);
    expect(tree.size).toBe(count);
    expect(tree.lookup(hostPrefix(count).address)).toBe(NO_MATCH);
    expect([...tree.entries()]).toHaveLength(count);
    tree.delete(hostPrefix(0));
    tree.insert(hostPrefix(count), 1);
    expect(tree.size).toBe(count);
  });
});

describe('RadixTree.get, overlaps, supernets, subnets, entries', () => {
  test('get knows exactly this prefix', () => {
    const tree = treeOf(NESTED);
    expect(tree.get(Prefix.parse('10.1.2.0/24'))).toBe(2);
    expect(tree.get(Prefix.parse('10.1.2.0/25'))).toBeUndefined();
    expect(tree.get(Prefix.parse('10.0.0.0/9'))).toBeUndefined();
  });

  test('overlaps sees what covers, equals and lies within', () => {
    const tree = treeOf(['10.1.0.0/16']);
    for (const text of ['0.0.0.0/0', '10.0.0.0/8', '10.1.0.0/16', '10.1.2.3/32']) {
      expect(tree.overlaps(Prefix.parse(text))).toBe(true);
    }
    for (const text of ['10.2.0.0/16', '10.0.0.0/16', '11.0.0.0/8', '::/0']) {
      expect(tree.overlaps(Prefix.parse(text))).toBe(false);
    }
  });

  test('supernets go outwards, subnets in order', () => {
    const tree = treeOf(NESTED);
    expect(texts(tree.supernets(Prefix.parse('10.1.2.0/24')))).toEqual(['10.1.2.0/24', '10.1.0.0/16', '10.0.0.0/8']);
    expect(texts(tree.subnets(Prefix.parse('10.1.0.0/16')))).toEqual(['10.1.0.0/16', '10.1.2.0/24', '10.1.2.3/32']);
    expect(texts(tree.subnets(Prefix.parse('10.1.2.0/30')))).toEqual(['10.1.2.3/32']);
    expect(texts(tree.subnets(Prefix.parse('10.9.0.0/30')))).toEqual([]);
  });

  test('entries tells neighbours of the same value apart, at lengths of each kind and under one that covers both', () => {
    for (const [first, cover, most, step] of [
      ['10.0.0.0', 8, 32, 1],
      ['2000::', 12, 128, 5],
    ] as const) {
      for (let length = cover + 2; length <= most; length += step) {
        const lower = Prefix.containing(Address.parse(first), length);
        const last = Prefix.containing(lower.address, length - 1).last();
        const around = Prefix.containing(lower.address, cover);
        const expected = [around, lower, Prefix.containing(last, length)].map(String);
        expect(texts(treeOf(expected).entries())).toEqual(expected);
        const tree = treeOf(expected);
        for (const text of expected) tree.insert(Prefix.parse(text), 7);
        expect(texts(tree.entries())).toEqual(expected);
      }
    }
  });

  test('entries come in the order of comparePrefixes', () => {
    expect(texts(treeOf(NESTED.toReversed()).entries())).toEqual(NESTED);
  });

  test('an iteration that a change overtakes throws', () => {
    const tree = treeOf(NESTED);
    expect(() => {
      for (const [prefix] of tree.entries()) tree.delete(prefix);
    }).toThrow('table must not change during iteration');
  });
});

function treeOf(prefixes: readonly string[]): RadixTree {
  const tree = new RadixTree();
  for (const text of prefixes) tree.insert(Prefix.parse(text), NESTED.indexOf(text) < 0 ? 0 : NESTED.indexOf(text));
  return tree;
}

/** A /128 that shares no node below the root's with those of other numbers: the dearest kind. */
function hostPrefix(index: number): Prefix {
  return Prefix.of(Address.v6(0x20010000 + index, 0, 0, 1), 128);
}

function found(tree: RadixTree, text: string): { value: number; length: number } {
  const match = tree.lookup(Address.parse(text));
  return { value: matchValue(match), length: matchLength(match) };
}

function texts(entries: Iterable<[Prefix, number]>): string[] {
  return Array.from(entries, ([prefix]) => prefix.toString());
}
