import { CacheStore } from '../cache-store.ts';
import type { StoreEvent, StoreOptions } from '../store-options.ts';
import type { DriveStats } from '../store-stats.ts';
import { MixedTraffic } from './mixed-traffic.ts';
import { SeededRandom } from './seeded-random.ts';
import { MADE_ORIGIN } from './test-store.ts';

const REPORT_EVERY_MS = 20;

/** What the child prints, a line of JSON each time. */
export interface ChildReport {
  readonly reads: number;
  readonly hits: number;
  readonly passed: number;
  readonly cut: number;
  readonly wrong: readonly string[];
  readonly events: Readonly<Record<string, number>>;
  readonly last: string;
  readonly stats: unknown;
}

/** A process that uses a drive until it is killed, or for so many steps: <directory> <bytes> <seed> <steps> <most bytes of an object>. */
async function main([directory = '', size = '', seed = '', steps = '', most = '']: readonly string[]): Promise<void> {
  const events: Record<string, number> = {};
  let last = '';
  const event = (told: StoreEvent) => {
    events[told.kind] = (events[told.kind] ?? 0) + 1;
    if (told.kind === 'fault' || told.kind === 'drive-error') last = told.message;
  };
  const drives = [{ directory, sizeBytes: Number(size) }];
  const options = { drives, workerModule: MADE_ORIGIN, event, limits: { asideMs: 200, hotObjects: 20 } };
  const store = await CacheStore.open(options);
  const random = new SeededRandom(Number(seed));
  const traffics = [1, 2, 3, 4].map(
    () => new MixedTraffic(store, new SeededRandom(random.below(2 ** 31)), { objects: 40, mostBytes: Number(most) }),
  );
  const report = async (stats: unknown = null) => {
    const total = { reads: 0, hits: 0, passed: 0, cut: 0, wrong: [] as string[] };
    for (const { counts } of traffics) {
      total.reads += counts.reads;
      total.hits += counts.hits;
      total.passed += counts.passed;
      total.cut += counts.cut;
      total.wrong.push(...counts.wrong);
    }
    await Bun.write(Bun.stdout, `${JSON.stringify({ ...total, events, last, stats } satisfies ChildReport)}\n`);
  };
  await report();
  const timer = setInterval(() => void report(), REPORT_EVERY_MS);
  await Promise.all(
    traffics.map(async (traffic) => {
      for (let step = 0; step < Number(steps); step += 1) await traffic.step();
    }),
  );
  clearInterval(timer);
  const [{ counters } = { counters: null }] = (await store.stats()).drives;
  await store.close();
  await report({ ...(await statsAtRest(options)), counters });
}

/** With nothing under way, what is accounted is what is there. Null when the drive cannot be opened now. */
async function statsAtRest(options: StoreOptions): Promise<DriveStats | null> {
  const store = await CacheStore.open(options).catch(() => null);
  const [stats] = (await store?.stats())?.drives ?? [];
  await store?.close();
  return stats ?? null;
}

await main(process.argv.slice(2));
