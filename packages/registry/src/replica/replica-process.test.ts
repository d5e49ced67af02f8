import { expect, test } from 'bun:test';
import { join } from 'node:path';
import { openRegistry } from '../open-registry.ts';
import { caughtUp, FollowedStore } from './testing/followed-store.ts';
import { customerWrite } from './testing/record-writes.ts';
import { temporaryDirectory } from './testing/temporary-directory.ts';
import { until } from './testing/until.ts';

test('a process whose replica was stopped ends by itself', async () => {
  using directory = temporaryDirectory();
  await new FollowedStore(directory.path).commit([[customerWrite('acme')]]);
  const fixture = join(import.meta.dir, 'testing', 'start-and-stop.ts');
  const child = Bun.spawn([process.execPath, fixture, directory.path], { stdout: 'pipe' });
  expect(await child.exited).toBe(0);
  expect(await new Response(child.stdout).text()).toBe('stopped\n');
}, 30_000);

test('a replica beside a writer of the same process sees each commit, and the vectors', async () => {
  using directory = temporaryDirectory();
  const store = new FollowedStore(directory.path);
  const replica = store.replica();
  const writer = await openRegistry(`sqlite:${store.path}`, { access: 'write' });
  await replica.start();
  try {
    for (let index = 0; index < 20; index++) {
      const change = { writes: [customerWrite(`c${index}`)], by: 'test', why: null, at: '2026-11-22T12:00:00.000Z' };
      await writer.commit(change, []);
      await caughtUp(replica, await writer.position());
      await writer.health.publishVector(Uint8Array.of(index), 1_000);
      const { number } = await writer.health.vector();
      await until(`health number ${number}`, () => replica.vector.number === number);
    }
    expect(replica.state?.size).toBe(20);
    expect(replica.vector.entries).toEqual(Uint8Array.of(19));
  } finally {
    await replica.stop();
    await writer.close();
  }
}, 30_000);
