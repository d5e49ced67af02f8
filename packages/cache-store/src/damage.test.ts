import { afterEach, expect, test } from 'bun:test';
import { closeSync, openSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { extentPaths } from './testing/allocated-bytes.ts';
import { madeBytes } from './testing/made-bytes.ts';
import { sameBytes } from './testing/same-bytes.ts';
import { openTestStore, readMade, type TestStore } from './testing/test-store.ts';

const MIB = 1_048_576;
const request = { seed: 5, lengthBytes: 3 * MIB + 9 };
const bytes = madeBytes(5, 0, request.lengthBytes);
const opened: TestStore[] = [];

afterEach(async () => {
  await Promise.all(opened.splice(0).map((made) => made.dispose()));
});

const DAMAGES: readonly [string, (path: string) => void][] = [
  ['flipped', (path) => flip(path, 2 * MIB + 77)],
  ['truncated', (path) => truncateSync(path, MIB)],
  ['emptied', (path) => truncateSync(path, 0)],
  ['deleted', (path) => rmSync(path)],
];

for (const [name, damage] of DAMAGES) {
  test(`a file ${name} by another process while it is hot is found at the next request`, async () => {
    const made = await openTestStore();
    opened.push(made);
    await readMade(made.store, request, 0, request.lengthBytes);
    await clockTick(made);
    for (const path of extentPaths(made.directories[0] ?? '')) damage(path);
    expect(sameBytes(await readMade(made.store, request, 0, request.lengthBytes), bytes)).toBe('same');
    expect(made.asked.length).toBeGreaterThan(1);
  });

  test(`a file ${name} while the store was closed is found at its first reading`, async () => {
    const first = await openTestStore();
    await readMade(first.store, request, 0, request.lengthBytes);
    await first.store.close();
    for (const path of extentPaths(first.directories[0] ?? '')) damage(path);
    const made = await first.reopen();
    opened.push(made);
    expect(sameBytes(await readMade(made.store, request, 0, request.lengthBytes), bytes)).toBe('same');
    expect(made.asked.length).toBeGreaterThan(0);
    const counters = (await made.store.stats()).drives[0]?.counters;
    expect((counters?.damagedSlices ?? 0) + (counters?.alteredFiles ?? 0)).toBeGreaterThan(0);
  });
}

test('an index of which any page is damaged gives right bytes or none', async () => {
  let emptied = 0;
  let tried = 0;
  const seeds = [0, 1, 2, 3];
  const first = await openTestStore();
  for (const seed of seeds) await readMade(first.store, { seed, lengthBytes: 5_000 }, 0, 5_000);
  await first.store.close();
  const path = join(first.directories[0] ?? '', 'index.db');
  const good = readFileSync(path);
  let made = first;
  for (let at = 40; at < good.length; at += 4_507) {
    const bad = Buffer.from(good);
    for (let byte = at; byte < Math.min(at + 16, bad.length); byte += 1) bad[byte] = (bad[byte] ?? 0) ^ 0xa5;
    writeFileSync(path, bad);
    made = await made.reopen();
    for (const seed of seeds) {
      const received = await readMade(made.store, { seed, lengthBytes: 5_000 }, 0, 5_000);
      // Who asks in the moment in which the damage is found gets none.
      expect(['same', 'DRIVE_ASIDE', 'DRIVE_FAILED', 'pass']).toContain(sameBytes(received, madeBytes(seed, 0, 5_000)));
    }
    await made.store.close();
    emptied += made.events.filter(({ kind }) => kind === 'emptied').length;
    tried += 1;
  }
  opened.push(await made.reopen());
  expect(tried).toBeGreaterThan(5);
  expect(emptied).toBeGreaterThan(0);
}, 30_000);

function flip(path: string, at: number): void {
  const descriptor = openSync(path, 'r+');
  writeSync(descriptor, Buffer.from([0x5a ^ (madeBytes(5, at, at + 1)[0] ?? 0)]), 0, 1, at);
  closeSync(descriptor);
}

/** Waits until all is told, and the file system's clock has moved on: two changes within one tick have one time. */
async function clockTick({ store, directories }: TestStore): Promise<void> {
  await store.stats();
  const path = join(directories[0] ?? '', 'tick');
  const now = () => {
    writeFileSync(path, '');
    return statSync(path).ctimeMs;
  };
  for (const start = now(); now() === start;) await Bun.sleep(1);
  rmSync(path);
}
