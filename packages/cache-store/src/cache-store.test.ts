import { afterEach, expect, test } from 'bun:test';
import { CacheStore } from './cache-store.ts';
import { madeBytes } from './testing/made-bytes.ts';
import { sameBytes } from './testing/same-bytes.ts';
import type { MadeRequest } from './testing/made-origin.ts';
import { takeReading } from './testing/take-reading.ts';
import {
  keyOf,
  MADE_ORIGIN,
  obtain,
  openTestStore,
  readMade,
  storeMade,
  type TestStore,
} from './testing/test-store.ts';
import type { StoredObject } from './stored-object.ts';

const MIB = 1_048_576;
const opened: TestStore[] = [];

afterEach(async () => {
  await Promise.all(opened.splice(0).map((made) => made.dispose()));
});

async function open(options: Parameters<typeof openTestStore>[0] = {}): Promise<TestStore> {
  const made = await openTestStore(options);
  opened.push(made);
  return made;
}

async function reopen(made: TestStore): Promise<TestStore> {
  opened.splice(opened.indexOf(made), 1);
  const again = await made.reopen();
  opened.push(again);
  return again;
}

async function objectOf(made: TestStore, request: MadeRequest, start: number, end: number): Promise<StoredObject> {
  const object = await obtain(made.store, request, { start, end });
  if ('kind' in object) throw new Error(`not stored: ${object.kind}`);
  return object;
}

function refillOf(request: MadeRequest) {
  return { request, decide: storeMade(request) };
}

test('CacheStore.find gives null for what was never stored', async () => {
  const { store } = await open();
  expect(await store.find(keyOf('nothing'))).toBeNull();
});

test('CacheStore stores what it fetched and asks the origin no more', async () => {
  const made = await open();
  const request = { seed: 1, lengthBytes: 3 * MIB + 17 };
  const bytes = madeBytes(1, 0, request.lengthBytes);
  expect(sameBytes(await readMade(made.store, request, 0, request.lengthBytes), bytes)).toBe('same');
  expect(sameBytes(await readMade(made.store, request, 0, request.lengthBytes), bytes)).toBe('same');
  expect(made.asked).toHaveLength(1);
});

test('CacheStore keeps objects over a restart, and verifies each slice once', async () => {
  const first = await open();
  const request = { seed: 2, lengthBytes: 2 * MIB + 5 };
  await readMade(first.store, request, 0, request.lengthBytes);
  const made = await reopen(first);
  for (const _ of [1, 2]) {
    expect(
      sameBytes(await readMade(made.store, request, 0, request.lengthBytes), madeBytes(2, 0, request.lengthBytes)),
    ).toBe('same');
  }
  expect(made.asked).toHaveLength(0);
  expect((await made.store.stats()).drives[0]?.counters.verifiedSlices).toBe(3);
});

test('CacheStore asks the origin once for 1,000 who want the same object at the same time', async () => {
  const made = await open();
  const request = { seed: 3, lengthBytes: MIB, pauseMs: 1 };
  const all = await Promise.all(Array.from({ length: 1_000 }, () => readMade(made.store, request, 0, MIB)));
  const bytes = madeBytes(3, 0, MIB);
  expect(all.filter((one) => bytes.equals(one as Buffer))).toHaveLength(1_000);
  expect(made.asked).toHaveLength(1);
});

test('CacheStore fetches one slice for a range of one byte', async () => {
  const made = await open();
  const request = { seed: 4, lengthBytes: 300 * MIB };
  const at = 130 * MIB + 7;
  expect(sameBytes(await readMade(made.store, request, at, at + 1), madeBytes(4, at, at + 1))).toBe('same');
  expect(made.asked.map(({ start, end }) => [start, end])).toEqual([[130 * MIB, 131 * MIB]]);
});

test('CacheStore fetches only the slices of a range that are missing', async () => {
  const made = await open();
  const request = { seed: 5, lengthBytes: 8 * MIB };
  await readMade(made.store, request, 2 * MIB, 3 * MIB);
  await readMade(made.store, request, 5 * MIB, 6 * MIB);
  expect(sameBytes(await readMade(made.store, request, 0, 8 * MIB), madeBytes(5, 0, 8 * MIB))).toBe('same');
  const ranges = made.asked.map(({ start, end }) => `${start / MIB}-${(end ?? 0) / MIB}`);
  expect(ranges).toEqual(['2-3', '5-6', '0-2', '3-5', '6-8']);
});

test('CacheStore gives who wants a far slice a fetch of its own, and fetches no slice twice', async () => {
  const made = await open();
  const request = { seed: 6, lengthBytes: 40 * MIB, pauseMs: 1 };
  const whole = readMade(made.store, request, 0, 40 * MIB);
  const object = await objectOf(made, request, 0, 40 * MIB);
  const far = await takeReading(object.read({ start: 30 * MIB, end: 31 * MIB, refill: refillOf(request) }));
  expect(sameBytes(far, madeBytes(6, 30 * MIB, 31 * MIB))).toBe('same');
  expect(sameBytes(await whole, madeBytes(6, 0, 40 * MIB))).toBe('same');
  expect((await made.store.stats()).drives[0]?.counters.writtenBytes).toBe(40 * MIB);
});

test('a fetch goes on for the others when the client that began it leaves', async () => {
  const made = await open();
  const request = { seed: 7, lengthBytes: 4 * MIB, pauseMs: 2 };
  const object = await objectOf(made, request, 0, 4 * MIB);
  const leaver = object.read({ start: 0, end: 4 * MIB, refill: refillOf(request) });
  expect(await leaver.ready()).toEqual({ kind: 'ready' });
  const other = takeReading(object.read({ start: 0, end: 4 * MIB, refill: refillOf(request) }));
  leaver.close();
  expect(sameBytes(await other, madeBytes(7, 0, 4 * MIB))).toBe('same');
  expect(made.asked).toHaveLength(1);
});

test('a fetch that everybody left ends at a slice within the limit, and what it brought stays', async () => {
  const made = await open({ limits: { abandonedBytes: MIB } });
  const request = { seed: 8, lengthBytes: 60 * MIB, pauseMs: 1 };
  const object = await objectOf(made, request, 0, 60 * MIB);
  const reading = object.read({ start: 0, end: 60 * MIB, refill: refillOf(request) });
  await reading.ready();
  reading.close();
  const stored = async () => (await made.store.stats()).drives[0]?.counters.writtenBytes ?? 0;
  for (let before = -1; before !== (await stored());) {
    before = await stored();
    await Bun.sleep(50);
  }
  expect(await stored()).toBeLessThan(10 * MIB);
  expect((await stored()) % MIB).toBe(0);
  expect(sameBytes(await readMade(made.store, request, 0, MIB), madeBytes(8, 0, MIB))).toBe('same');
  expect(made.asked).toHaveLength(1);
});

test('a body that breaks off is asked for once more, from there, for all who wait', async () => {
  const made = await open();
  const request = { seed: 9, lengthBytes: 3 * MIB, breaksAt: MIB + 1_000, pauseMs: 1 };
  const all = await Promise.all([1, 2, 3].map(() => readMade(made.store, request, 0, 3 * MIB)));
  for (const bytes of all) expect(sameBytes(bytes, madeBytes(9, 0, 3 * MIB))).toBe('same');
  expect(made.asked.map(({ start, attempt }) => [start, attempt])).toEqual([
    [0, 1],
    [MIB + 1_000, 2],
  ]);
});

test('a fetch that fails tells all who wait, and its complete slices stay', async () => {
  const made = await open();
  const request = { seed: 10, lengthBytes: 3 * MIB, breaksAt: MIB + 1_000, breaksAlways: true };
  const all = await Promise.all([1, 2, 3].map(() => readMade(made.store, request, 0, 3 * MIB)));
  expect(all).toEqual(['ORIGIN_BROKE', 'ORIGIN_BROKE', 'ORIGIN_BROKE']);
  const well = { seed: 10, lengthBytes: 3 * MIB };
  expect(sameBytes(await readMade(made.store, well, 0, 3 * MIB), madeBytes(10, 0, 3 * MIB))).toBe('same');
  expect(made.asked.at(-1)?.start).toBe(MIB);
});

test('an origin that gives no answer fails all who wait, with its code', async () => {
  const made = await open();
  const request = { seed: 11, lengthBytes: MIB, refuses: true };
  expect(await Promise.all([1, 2].map(() => readMade(made.store, request, 0, MIB)))).toEqual([
    'ORIGIN_REFUSED',
    'ORIGIN_REFUSED',
  ]);
  expect(made.asked).toHaveLength(1);
});

test('a body shorter than its length is no object', async () => {
  const made = await open();
  const request = { seed: 12, lengthBytes: 2 * MIB, liesBytes: 10, hasNoRanges: true };
  expect(await readMade(made.store, request, 0, 2 * MIB)).toBe('BODY_SHORT');
  expect(await made.store.find(keyOf(12))).toBeNull();
});

test('an object of unknown length is stored whole, and its length known at the end', async () => {
  const first = await open();
  const request = { seed: 13, lengthBytes: 2 * MIB + 99, isChunked: true };
  const object = await objectOf(first, request, 0, MIB);
  expect(await object.settled()).toBe(2 * MIB + 99);
  const made = await reopen(first);
  expect(sameBytes(await readMade(made.store, request, MIB, 2 * MIB + 99), madeBytes(13, MIB, 2 * MIB + 99))).toBe(
    'same',
  );
  expect(made.asked).toHaveLength(0);
});

test('an object of unknown length whose fetch breaks off is forgotten', async () => {
  const made = await open();
  const request = { seed: 14, lengthBytes: 2 * MIB, isChunked: true, breaksAt: MIB + 5 };
  const object = await objectOf(made, request, 0, MIB);
  expect(await object.settled().catch((error: { code: string }) => error.code)).toBe('ORIGIN_BROKE');
  expect(await made.store.find(keyOf(14))).toBeNull();
});

test('an object of no bytes is kept over a restart', async () => {
  const first = await open();
  const request = { seed: 15, lengthBytes: 0, hasNoRanges: true };
  await objectOf(first, request, 0, 1);
  const made = await reopen(first);
  const found = await made.store.find(keyOf(15));
  expect(found?.lengthBytes).toBe(0);
});

test('another version takes the place of the first, and readers of the first are cut, not spliced', async () => {
  const made = await open();
  const old = { seed: 16, lengthBytes: 4 * MIB };
  const object = await objectOf(made, old, 0, MIB);
  const refill = refillOf({ seed: 17, lengthBytes: 4 * MIB });
  const reading = object.read({ start: 0, end: 4 * MIB, refill });
  expect(await takeReading(reading)).toBe('cut');
  expect(reading.failure?.code).toBe('VERSION_CHANGED');
  const next = await made.store.find(keyOf(16));
  expect(next?.version.validator).toBe('"17"');
  expect(object.isCurrent).toBe(false);
});

test('what is fetched up to the end of a shorter version is no slice of the longer one that comes instead', async () => {
  const made = await open();
  const object = await objectOf(made, { seed: 116, lengthBytes: 2 * MIB + 100 }, 0, MIB);
  const longer = { seed: 117, lengthBytes: 4 * MIB };
  const reading = object.read({ start: 2 * MIB, end: 2 * MIB + 100, refill: refillOf(longer) });
  expect(await takeReading(reading)).toBe('cut');
  const kept = (found: StoredObject | null) => found?.storedBytes(0, 4 * MIB);
  let next = await made.store.find(keyOf(116));
  while (kept(next) === 0) next = await Bun.sleep(1).then(() => made.store.find(keyOf(116)));
  expect(kept(next)).toBeUndefined();
});

test('a second attempt that finds another version cuts the readers and forgets the first', async () => {
  const made = await open();
  const request = { seed: 18, lengthBytes: 3 * MIB, breaksAt: MIB + 5, laterSeed: 19 };
  expect(await readMade(made.store, request, 0, 3 * MIB)).toBe('VERSION_CHANGED');
  expect(await made.store.find(keyOf(18))).toBeNull();
});

test('metadata is replaced in place and kept over a restart', async () => {
  const first = await open();
  const request = { seed: 20, lengthBytes: MIB };
  await readMade(first.store, request, 0, MIB);
  const object = await objectOf(first, request, 0, MIB);
  object.setMetadata('fresh');
  const made = await reopen(first);
  expect((await made.store.find(keyOf(20)))?.metadata).toBe('fresh');
});

test('CacheStore.purge forgets by target, prefix and origin', async () => {
  const made = await open();
  const names = ['a/1', 'a/2', 'b/1', 'b/2', 'c'];
  const read = (name: string) => readMade(made.store, { seed: 21, lengthBytes: 100 }, 0, 100, name);
  for (const name of names) await read(name);
  const origin = 'origin.test';
  expect(await made.store.purge({ by: 'target', origin, target: '/c' })).toBe(1);
  expect(await made.store.purge({ by: 'prefix', origin, prefix: '/a/' })).toBe(2);
  expect(await made.store.find(keyOf('a/1'))).toBeNull();
  expect(await made.store.find(keyOf('b/1'))).not.toBeNull();
  expect(await made.store.purge({ by: 'origin', origin })).toBe(2);
  expect(await made.store.purge({ by: 'origin', origin })).toBe(0);
});

test('an answer on its way when its key is purged is passed, not stored', async () => {
  const made = await open();
  const decided = Promise.withResolvers<void>();
  const request = { seed: 22, lengthBytes: 2 * MIB };
  const fetching = made.store.fetch({
    key: keyOf(22),
    origin: 'origin.test',
    target: '/22',
    request,
    range: { start: 0, end: 2 * MIB },
    decide: async (head) => {
      await decided.promise;
      return storeMade(request)(head);
    },
    known: null,
    collapsing: 'shared',
  });
  await made.store.purge({ by: 'key', key: keyOf(22) });
  decided.resolve();
  const fetched = await fetching;
  if (fetched.kind !== 'pass') throw new Error(fetched.kind);
  expect(fetched.reason).toBe('purged');
  expect(sameBytes(await takeReading(fetched.passage.read(5, 2 * MIB)), madeBytes(22, 5, 2 * MIB))).toBe('same');
  expect(await made.store.find(keyOf(22))).toBeNull();
});

test('CacheStore.open refuses a drive that another store has', async () => {
  const { directories } = await open();
  const drives = directories.map((directory) => ({ directory, sizeBytes: 64 * MIB }));
  const again = CacheStore.open({ drives, workerModule: MADE_ORIGIN });
  expect(again).rejects.toThrow(/another process has it/);
});
