import { expect, test } from 'bun:test';
import type { HealthVector } from '@nearhop/contracts';
import { truncateSync } from 'node:fs';
import { join } from 'node:path';
import { Replica } from './replica.ts';
import { TestHistory } from './testing/history.ts';
import { quietLog } from './testing/quiet-log.ts';
import { recordMapView, type RecordMap } from './testing/record-map.ts';
import { ScriptedRegistry } from './testing/scripted-registry.ts';
import { temporaryDirectory } from './testing/temporary-directory.ts';
import { until } from './testing/until.ts';

function vector(number: number, ...entries: number[]): HealthVector {
  return { number, entries: Uint8Array.from(entries), publishedAtMs: 1_000 + number };
}

function emptyStore(): ScriptedRegistry {
  const history = new TestHistory();
  return new ScriptedRegistry(history.position, () => history.pages());
}

function replicaOf(store: ScriptedRegistry, directory: string | null, vectorStaleAfterMs = 10_000): Replica<RecordMap> {
  const options = { directory, snapshotEveryMs: 60_000, vectorStaleAfterMs };
  return new Replica(options, { open: store.open, view: recordMapView, log: quietLog });
}

test.concurrent('Replica.vector takes higher numbers only', async () => {
  const store = emptyStore();
  const replica = replicaOf(store, null);
  const numbers: number[] = [];
  replica.onChange(() => numbers.push(replica.vector.number));
  await replica.start();
  expect(replica.vector.number).toBe(0);
  store.vectors.push(vector(5, 1), vector(5, 2), vector(4, 3), vector(7, 4));
  await until('number 7', () => replica.vector.number === 7);
  expect(numbers.filter((number) => number > 0)).toEqual([5, 7]);
  expect([...replica.vector.entries]).toEqual([4]);
  await replica.stop();
});

test.concurrent('Replica.vector begins with the last one known to the replica before', async () => {
  using directory = temporaryDirectory();
  const store = emptyStore();
  const first = replicaOf(store, directory.path);
  await first.start();
  store.vectors.push(vector(8, 102, 1, 0));
  await until('number 8', () => first.vector.number === 8);
  await first.stop();
  const second = replicaOf(store, directory.path);
  await second.start();
  expect(second.vector).toEqual(vector(8, 102, 1, 0));
  store.vectors.push(vector(6, 1), vector(9, 2));
  await until('number 9', () => second.vector.number === 9);
  await second.stop();

  truncateSync(join(directory.path, 'vector'), 40);
  const third = replicaOf(store, directory.path);
  await third.start();
  expect(third.vector.number).toBe(0);
  expect(third.alarms.map(({ code }) => code)).toContain('vector-unreadable');
  store.vectors.push(vector(10, 2));
  await until('the end of the alarm', () => third.alarms.length === 0);
  await third.stop();
});

test.concurrent('a vector that stays away is an alarm, and the last one stays', async () => {
  const store = emptyStore();
  const replica = replicaOf(store, null, 50);
  await replica.start();
  const beganMs = performance.now();
  await until('time for an alarm', () => performance.now() - beganMs > 100);
  expect(replica.alarms).toEqual([]);
  store.vectors.push(vector(3, 1));
  await until('vector-stale', () => replica.alarms.some(({ code }) => code === 'vector-stale'));
  expect(replica.vector).toEqual(vector(3, 1));
  store.vectors.push(vector(4, 1));
  await until('number 4', () => replica.vector.number === 4);
  await replica.stop();
});

test.concurrent('a health store that fails costs nothing but vectors, and is followed again', async () => {
  const store = emptyStore();
  const { vectors } = store.health;
  let failures = 0;
  const health = {
    vectors: (signal: AbortSignal) => {
      if (failures++ === 0) throw new Error('health file is broken');
      return vectors(signal);
    },
  };
  const open = async () => Object.assign(Object.create(store) as ScriptedRegistry, { health });
  const options = { directory: null, snapshotEveryMs: 60_000 };
  const replica = new Replica(options, { open, view: recordMapView, log: quietLog });
  await replica.start();
  store.vectors.push(vector(2, 1));
  await until('number 2', () => replica.vector.number === 2);
  expect(failures).toBe(2);
  expect(replica.alarms).toEqual([]);
  await replica.stop();
});
