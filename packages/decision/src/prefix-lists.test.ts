import { expect, test } from 'bun:test';
import { Prefix } from '@nearhop/ip';
import { PrefixLists } from './prefix-lists.ts';

const inner = Prefix.parse('81.2.0.0/16');
const outer = Prefix.parse('81.0.0.0/8');

test('PrefixLists forgets lists that no prefix has any more', () => {
  const lists = new PrefixLists();
  for (let number = 0; number < 100; number++) {
    lists.put(inner, [number, number + 1]);
    lists.put(outer, [number, number + 1]);
  }
  expect([...lists.listRows()].filter((row) => row !== null)).toEqual([[2, 99, 100]]);
  expect([...lists.listRows()].length).toBeLessThanOrEqual(3);
  lists.put(inner, []);
  lists.put(outer, []);
  expect(lists.size).toBe(0);
  expect([...lists.listRows()].filter((row) => row !== null)).toEqual([]);
});

test('PrefixLists gives the lists around and inside a prefix', () => {
  const lists = new PrefixLists();
  lists.put(inner, [1]);
  lists.put(outer, [2, 3]);
  const text = (entries: Iterable<[Prefix, readonly number[]]>) =>
    [...entries].map(([prefix, list]) => `${prefix.toString()} ${list.join()}`);
  expect(text(lists.supernets(inner))).toEqual(['81.2.0.0/16 1', '81.0.0.0/8 2,3']);
  expect(text(lists.subnets(outer))).toEqual(['81.0.0.0/8 2,3', '81.2.0.0/16 1']);
  expect(lists.get(Prefix.parse('81.2.3.0/24'))).toEqual([]);
});
