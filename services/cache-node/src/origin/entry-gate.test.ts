import { expect, test } from 'bun:test';
import { EntryGate } from './entry-gate.ts';

const LONG_MS = 60_000;

test('EntryGate lets in so many at once, and the next when one leaves', async () => {
  const gate = new EntryGate({ atOnce: 2, waiting: 10 });
  const signal = new AbortController().signal;
  const [first] = await Promise.all([gate.enter(LONG_MS, signal), gate.enter(LONG_MS, signal)]);
  let entered = 0;
  const waiting = [gate.enter(LONG_MS, signal), gate.enter(LONG_MS, signal)].map((entry) =>
    entry.then(() => entered++),
  );
  await Promise.resolve();
  expect(entered).toBe(0);
  first();
  first();
  await waiting[0];
  expect(entered).toBe(1);
});

test('EntryGate turns away who is too many, too late or not waiting any more, and loses no place by it', async () => {
  const gate = new EntryGate({ atOnce: 1, waiting: 2 });
  const stop = new AbortController();
  const signal = new AbortController().signal;
  const leave = await gate.enter(LONG_MS, signal);
  const late = gate.enter(1, signal).catch((error: Error) => error.message);
  const left = gate.enter(LONG_MS, stop.signal).catch((error: Error) => error.message);
  const tooMany = gate.enter(LONG_MS, signal).catch((error: Error) => error.message);
  stop.abort();
  expect(await Promise.all([late, left, tooMany])).toEqual([
    'Cannot ask the origin: no place within 1 ms',
    'Nobody waits for the answer any more',
    'Cannot ask the origin: 2 requests wait already',
  ]);
  leave();
  expect(gate.isIdle).toBe(true);
  await gate.enter(LONG_MS, signal);
  expect(gate.isIdle).toBe(false);
});
