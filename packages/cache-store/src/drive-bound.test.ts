import { afterEach, expect, test } from 'bun:test';
import { allocatedBytes } from './testing/allocated-bytes.ts';
import { madeBytes } from './testing/made-bytes.ts';
import { sameBytes } from './testing/same-bytes.ts';
import { takeReading } from './testing/take-reading.ts';
import { keyOf, obtain, openTestStore, readMade, storeMade, type TestStore } from './testing/test-store.ts';

const MIB = 1_048_576;
const opened: TestStore[] = [];

afterEach(async () => {
  await Promise.all(opened.splice(0).map((made) => made.dispose()));
});

async function open(sizeBytes: number): Promise<TestStore> {
  const made = await openTestStore({ sizeBytes });
  opened.push(made);
  return made;
}

async function usedBytes(made: TestStore): Promise<number> {
  return (await made.store.stats()).drives[0]?.usedBytes ?? Number.NaN;
}

test('a drive never takes more than its size, whatever is written to it', async () => {
  const sizeBytes = 40 * MIB;
  const made = await open(sizeBytes);
  const [directory = ''] = made.directories;
  let most = 0;
  let samples = 0;
  const sampler = setInterval(() => {
    most = Math.max(most, allocatedBytes(directory));
    samples += 1;
  }, 10);
  for (let round = 0; round < 12; round += 1) {
    const sizes = [5 * MIB, 100, 10_000, 2 * MIB + 1, 3 * MIB];
    await Promise.all(
      sizes.map(async (lengthBytes, index) => {
        const seed = round * 10 + index;
        expect(
          sameBytes(await readMade(made.store, { seed, lengthBytes }, 0, lengthBytes), madeBytes(seed, 0, lengthBytes)),
        ).toBe('same');
      }),
    );
    expect(await usedBytes(made)).toBeLessThanOrEqual(sizeBytes);
  }
  clearInterval(sampler);
  expect(samples).toBeGreaterThan(10);
  expect(most).toBeLessThanOrEqual(sizeBytes);
  expect((await made.store.stats()).drives[0]?.counters.evictedExtents).toBeGreaterThan(20);
});

test('what is accounted agrees with what is allotted, within 1 %, over a restart too', async () => {
  const first = await open(128 * MIB);
  for (let seed = 0; seed < 60; seed += 1) {
    const lengthBytes = [20_000, MIB, 3 * MIB - 1][seed % 3] ?? 0;
    await readMade(first.store, { seed, lengthBytes }, 0, lengthBytes);
  }
  await expectAgreement(first);
  opened.splice(0);
  const made = await first.reopen();
  opened.push(made);
  await expectAgreement(made);
});

async function expectAgreement(made: TestStore): Promise<void> {
  const [directory = ''] = made.directories;
  const used = await usedBytes(made);
  const allocated = allocatedBytes(directory);
  expect(Math.abs(used - allocated) / allocated).toBeLessThan(0.01);
}

test('the extents that were not used for longest go first', async () => {
  const made = await open(40 * MIB);
  const read = (seed: number) => readMade(made.store, { seed, lengthBytes: 8 * MIB }, 0, 8 * MIB);
  for (const seed of [1, 2, 3]) await read(seed);
  for (const seed of [4, 5]) await read(seed);
  expect(await made.store.find(keyOf(1))).toBeNull();
  expect(await made.store.find(keyOf(5))).not.toBeNull();
});

test('when nothing can be evicted, what is fetched is served and not stored', async () => {
  const made = await open(36 * MIB);
  const request = { seed: 1, lengthBytes: 30 * MIB };
  const object = await obtain(made.store, request, { start: 0, end: 30 * MIB });
  if ('kind' in object) throw new Error(object.kind);
  const refill = { request, decide: storeMade(request) };
  expect(
    sameBytes(await takeReading(object.read({ start: 0, end: 30 * MIB, refill })), madeBytes(1, 0, 30 * MIB)),
  ).toBe('same');
  const stalled = object.read({ start: 0, end: 30 * MIB, refill });
  expect(await stalled.ready()).toEqual({ kind: 'ready' });
  const bytes = await readMade(made.store, { seed: 2, lengthBytes: 20 * MIB }, 0, 20 * MIB);
  expect(sameBytes(bytes, madeBytes(2, 0, 20 * MIB))).toBe('same');
  expect((await made.store.stats()).drives[0]?.counters.unstoredSlices).toBeGreaterThan(0);
  expect(await usedBytes(made)).toBeLessThanOrEqual(36 * MIB);
  expect(sameBytes(await takeReading(stalled), madeBytes(1, 0, 30 * MIB))).toBe('same');
});

test('a client that stalls while its object is replaced and the drive is filled gets its own bytes', async () => {
  const made = await open(40 * MIB);
  const request = { seed: 1, lengthBytes: MIB };
  const object = await obtain(made.store, request, { start: 0, end: MIB });
  if ('kind' in object) throw new Error(object.kind);
  const stalled = object.read({ start: 0, end: MIB, refill: null });
  await stalled.ready();
  await made.store.purge({ by: 'key', key: keyOf(1) });
  for (let seed = 2; seed < 12; seed += 1) await readMade(made.store, { seed, lengthBytes: 8 * MIB }, 0, 8 * MIB);
  expect(sameBytes(await readMade(made.store, { seed: 99, lengthBytes: MIB }, 0, MIB, 1), madeBytes(99, 0, MIB))).toBe(
    'same',
  );
  expect(sameBytes(await takeReading(stalled), madeBytes(1, 0, MIB))).toBe('same');
});
