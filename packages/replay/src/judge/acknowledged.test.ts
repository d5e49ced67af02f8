import { expect, test } from 'bun:test';
import { Acknowledged } from './acknowledged.ts';

test('Acknowledged.highestAt is the highest number made by then', () => {
  const acknowledged = new Acknowledged();
  expect(acknowledged.highestAt(1e9)).toBe(0);
  acknowledged.add(10, -Infinity);
  acknowledged.add(11, 100);
  acknowledged.add(12, 200);
  expect([-5, 99, 100, 199, 200, 1e9].map((atMs) => acknowledged.highestAt(atMs))).toEqual([10, 10, 11, 11, 12, 12]);
});

test('Acknowledged keeps the newest of very many', () => {
  const acknowledged = new Acknowledged();
  for (let number = 1; number <= 100_000; number++) acknowledged.add(number, number);
  expect(acknowledged.highestAt(99_000)).toBe(99_000);
});
