import { afterAll, expect, test } from 'bun:test';
import type { Fetched, FetchOrder } from './fetch.ts';
import { madeBytes } from './testing/made-bytes.ts';
import type { MadeRequest } from './testing/made-origin.ts';
import { sameBytes } from './testing/same-bytes.ts';
import { takeReading } from './testing/take-reading.ts';
import { keyOf, openTestStore } from './testing/test-store.ts';

const MIB = 1_048_576;
const made = await openTestStore();

afterAll(() => made.dispose());

function ask(request: MadeRequest, changed: Partial<FetchOrder> = {}): Promise<Fetched> {
  return made.store.fetch({
    key: keyOf(request.seed),
    origin: 'origin.test',
    target: '/',
    request,
    range: { start: 0, end: null },
    decide: () => ({ kind: 'pass' }),
    known: null,
    collapsing: 'shared',
    ...changed,
  });
}

async function passageOf(request: MadeRequest) {
  const fetched = await ask(request);
  if (fetched.kind !== 'pass') throw new Error(fetched.kind);
  return fetched.passage;
}

test('a passage gives all bytes, of which few are held at a time, and stores none', async () => {
  const passage = await passageOf({ seed: 1, lengthBytes: 20 * MIB + 3 });
  const bytes = await takeReading(passage.read(0, 20 * MIB + 3));
  expect(sameBytes(bytes === 'cut' ? 'cut' : bytes, madeBytes(1, 0, 20 * MIB + 3))).toBe('same');
  expect(await made.store.find(keyOf(1))).toBeNull();
  expect((await made.store.stats()).drives[0]?.extents).toBe(0);
});

test('a passage of which only a part is read skips what lies before', async () => {
  const passage = await passageOf({ seed: 2, lengthBytes: 12 * MIB, hasNoRanges: true });
  const bytes = await takeReading(passage.read(9 * MIB + 5, 10 * MIB));
  expect(sameBytes(bytes === 'cut' ? 'cut' : bytes, madeBytes(2, 9 * MIB + 5, 10 * MIB))).toBe('same');
});

test('those who wait for an answer that is passed to another are told to ask for themselves', async () => {
  const request = { seed: 3, lengthBytes: 100 };
  const [first, second] = await Promise.all([ask(request), ask(request)]);
  expect(first.kind).toBe('pass');
  expect(second.kind).toBe('unshared');
  const third = await ask(request, { collapsing: 'alone' });
  expect(third.kind).toBe('pass');
});

test('a passage of unknown length knows it at the end', async () => {
  const passage = await passageOf({ seed: 4, lengthBytes: 5 * MIB + 1, isChunked: true });
  expect(passage.end).toBeNull();
  expect(await passage.settled()).toBe(5 * MIB + 1);
  const bytes = await takeReading(passage.read(0, 5 * MIB + 1));
  expect(sameBytes(bytes === 'cut' ? 'cut' : bytes, madeBytes(4, 0, 5 * MIB + 1))).toBe('same');
});

test('a passage of unknown length is not waited for beyond 16 MiB', async () => {
  const passage = await passageOf({ seed: 5, lengthBytes: 40 * MIB, isChunked: true });
  expect(await passage.settled().catch((error: { code: string }) => error.code)).toBe('TOO_LONG');
  passage.close();
});

test('a passage whose body breaks off is cut, with the reason', async () => {
  const passage = await passageOf({ seed: 6, lengthBytes: 2 * MIB, breaksAt: MIB });
  const reading = passage.read(0, 2 * MIB);
  expect(await takeReading(reading)).toBe('cut');
  expect(reading.failure?.code).toBe('ORIGIN_BROKE');
});

test('a fetch that is dropped reads no body and tells all who wait the head', async () => {
  const request = { seed: 7, lengthBytes: 100 * MIB };
  const order = { decide: () => ({ kind: 'drop' }) as const };
  const [first, second] = await Promise.all([ask(request, order), ask(request, order)]);
  expect(first).toMatchObject({ kind: 'dropped', part: 'asked', head: { lengthBytes: 100 * MIB } });
  expect(second).toMatchObject({ kind: 'dropped', part: 'waited' });
});
