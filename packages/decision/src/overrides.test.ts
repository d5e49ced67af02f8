import { expect, test } from 'bun:test';
import type { AdminState } from '@nearhop/contracts';
import { overrideOf, unmatchedOverrides } from './overrides.ts';
import { cacheNode } from './testing/records.ts';

const node = cacheNode(1, { name: 'Seattle-1' });
const namesake = cacheNode(2, { name: 'Seattle-1', customer: 'fabrikam' });
const DOWN: AdminState = { state: 'down' };
const UP: AdminState = { state: 'up' };

test('a bare name means that name at every customer', () => {
  const overrides = new Map([['Seattle-1', DOWN]]);
  expect(overrideOf(overrides, node)).toBe(DOWN);
  expect(overrideOf(overrides, namesake)).toBe(DOWN);
});

test('customer/name means one node and counts before the bare name, and an id before both', () => {
  const overrides = new Map([
    ['Seattle-1', DOWN],
    ['contoso/Seattle-1', UP],
  ]);
  expect(overrideOf(overrides, node)).toBe(UP);
  expect(overrideOf(overrides, namesake)).toBe(DOWN);
  expect(overrideOf(new Map([...overrides, [node.id, DOWN]]), node)).toBe(DOWN);
});

test('unmatchedOverrides names the keys that mean no node', () => {
  const overrides = new Map([
    ['Seattle-1', DOWN],
    ['Seatle-1', DOWN],
    [namesake.id, UP],
    ['contoso/nobody', UP],
  ]);
  expect(unmatchedOverrides(overrides, [node, namesake])).toEqual(['Seatle-1', 'contoso/nobody']);
});
