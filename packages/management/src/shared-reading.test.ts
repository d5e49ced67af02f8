import { expect, test } from 'bun:test';
import { SharedReading } from './shared-reading.ts';

test('SharedReading reads once for all who ask at the same time, and anew for whoever comes later', async () => {
  let count = 0;
  const reading = new SharedReading(() => Promise.resolve(++count));
  expect(await Promise.all([reading.read(), reading.read(), reading.read()])).toEqual([1, 1, 1]);
  expect(await reading.read()).toBe(2);
});

test('SharedReading tells all of a failure, and reads again after it', async () => {
  let count = 0;
  const reading = new SharedReading(() => (++count === 1 ? Promise.reject(new Error('away')) : Promise.resolve(count)));
  const outcomes = await Promise.allSettled([reading.read(), reading.read()]);
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(await reading.read()).toBe(2);
});
