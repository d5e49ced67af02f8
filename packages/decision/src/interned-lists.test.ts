import { expect, test } from 'bun:test';
import { InternedLists } from './interned-lists.ts';

test('InternedLists keeps one copy of equal lists until the last reference is given back', () => {
  const lists = new InternedLists();
  const index = lists.acquire([3, 5]);
  expect(lists.acquire([3, 5])).toBe(index);
  lists.release(index);
  expect(lists.at(index)).toEqual([3, 5]);
  lists.release(index);
  expect(() => lists.at(index)).toThrow('Cannot read list 0: no reference to it is held');
});

test('InternedLists tells apart lists whose digits run together', () => {
  const lists = new InternedLists();
  const indexes = [[12, 3], [1, 23], [123], [1, 2, 3]].map((list) => lists.acquire(list));
  expect(new Set(indexes).size).toBe(4);
});

test('InternedLists uses an index again once it is free, also after a round trip', () => {
  const lists = new InternedLists();
  const [first, second] = [lists.acquire([1]), lists.acquire([2, 4])];
  lists.release(first);
  const copy = InternedLists.fromRows(structuredClone([...lists.rows()]));
  expect(copy.at(second)).toEqual([2, 4]);
  expect(copy.acquire([2, 4])).toBe(second);
  expect(copy.acquire([9])).toBe(first);
  expect(copy.referencesOf(second)).toBe(2);
});
