import { expect, test } from 'bun:test';
import { Address, Prefix } from '@nearhop/ip';
import { GoldenTable } from './golden-table.ts';
import { NO_MATCH } from './slot.ts';

test('GoldenTable, the model, is right where it can be said by hand', () => {
  const table = new GoldenTable();
  const [wide, narrow] = [Prefix.parse('10.0.0.0/8'), Prefix.parse('10.1.0.0/16')];
  table.insert(narrow, 2);
  table.insert(wide, 1);
  expect(table.lookup(Address.parse('10.1.0.1'))).toBe(2 * 256 + 16);
  expect(table.lookupShorter(Address.parse('10.1.0.1'), 16)).toBe(1 * 256 + 8);
  expect(table.lookup(Address.parse('11.0.0.0'))).toBe(NO_MATCH);
  expect([...table.entries()]).toEqual([
    [wide, 1],
    [narrow, 2],
  ]);
  expect(table.insert(narrow, 3)).toBe(2);
  expect(table.delete(narrow)).toBe(3);
  expect(table.get(narrow)).toBeUndefined();
  expect(table.size).toBe(1);
});
