import { createLog } from '@nearhop/service-kit';
import { expect, test } from 'bun:test';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TopObjects } from './top-objects.ts';
import { TrafficFile } from './traffic-file.ts';
import { Traffic } from './traffic.ts';

const NOW = 1_800_000_000_000;
const HIT = { origin: 'a.example.com', target: '/a', sentBytes: 100, hitBytes: 100 };
const MISS = { origin: 'b.example.com', target: '/b', sentBytes: 50, hitBytes: 0 };

test('Traffic.report sums over the last minute, hour and day, and for ever', () => {
  const traffic = new Traffic();
  traffic.add(HIT, NOW);
  traffic.add(MISS, NOW + 120_000);
  const { lastMinute, lastHour, lastDay, lifetime } = traffic.report(NOW + 130_000);
  expect([lastMinute.egressBytes, lastHour.egressBytes, lastDay.egressBytes, lifetime.egressBytes]).toEqual([
    50, 150, 150, 150,
  ]);
  const later = traffic.report(NOW + 100 * 3_600_000);
  expect([later.lastDay.egressBytes, later.lifetime.hitBytes, later.lifetime.missBytes]).toEqual([0, 100, 50]);
});

test('TrafficFile keeps the sums over a restart, and a damaged file costs no more than them', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'nearhop-traffic-'));
  const path = join(directory, 'cache-node', 'traffic.json');
  const log = createLog('cache-node', { level: 'silent' });
  const first = new Traffic();
  const file = new TrafficFile(path, first, log);
  await file.start(60_000);
  first.add(HIT, NOW);
  await file.stop();
  const second = new Traffic();
  const again = new TrafficFile(path, second, log);
  await again.start(60_000);
  second.add(MISS, NOW);
  await again.stop();
  expect(second.report(NOW).lifetime).toEqual({ requests: 2, egressBytes: 150, hitBytes: 100, missBytes: 50 });
  expect(second.report(NOW).lastHour.egressBytes).toBe(150);
  writeFileSync(path, '{"lifetime":');
  const third = new Traffic();
  const damaged = new TrafficFile(path, third, log);
  await damaged.start(60_000);
  await damaged.stop();
  expect(third.lifetime.requests).toBe(0);
  rmSync(directory, { recursive: true });
});

test('TopObjects keeps the heaviest within its bound', () => {
  const top = new TopObjects(10);
  top.add('a', '/heavy', 1_000);
  for (let index = 0; index < 100; index++) top.add('a', `/${index}`, 1);
  expect(top.first(1)).toEqual([{ origin: 'a', target: '/heavy', bytes: 1_000 }]);
  expect(top.first(100).length).toBeLessThanOrEqual(10);
});
