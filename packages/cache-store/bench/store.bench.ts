/** What the store costs without a network: `bun packages/cache-store/bench/store.bench.ts [objects]`, CPU of all threads. */
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CacheStore, type Decision, type SourceHead } from '../src/index.ts';

const MIB = 1_048_576;
const SMALL_OBJECTS = Number(process.argv[2] ?? 5_000);
const directory = mkdtempSync(join(tmpdir(), 'nearhop-bench-'));
const options = {
  drives: [{ directory, sizeBytes: 2_000 * MIB }],
  workerModule: new URL('./constant-origin-worker.ts', import.meta.url),
};
let store = await CacheStore.open(options);

const decide = ({ lengthBytes }: SourceHead): Decision => ({
  kind: 'store',
  version: { validator: '"1"', lengthBytes, completion: 'by-range' },
  metadata: 'x'.repeat(400),
});

await measure('fill 256 MiB', 256, 'MiB', () => fill('large', 256 * MIB));
await measure(`fill ${SMALL_OBJECTS} objects of 10 KiB, 32 at a time`, SMALL_OBJECTS, 'object', async () => {
  for (let at = 0; at < SMALL_OBJECTS; at += 32) {
    await Promise.all(Array.from({ length: 32 }, (_, index) => fill(`small ${at + index}`, 10_240)));
  }
});
await measure('hot find and first part', SMALL_OBJECTS, 'request', async () => {
  for (let at = 0; at < SMALL_OBJECTS; at += 1) await take('small 0', 10_240);
});
await store.close();
const began = performance.now();
store = await CacheStore.open(options);
print('start', `${(performance.now() - began).toFixed(0)} ms, with ${SMALL_OBJECTS} objects`);
await measure('first find, open and verification after a start', SMALL_OBJECTS, 'request', async () => {
  for (let at = 0; at < SMALL_OBJECTS; at += 1) await take(`small ${at}`, 10_240);
});
await store.close();
rmSync(directory, { recursive: true });

async function fill(name: string, lengthBytes: number): Promise<void> {
  const fetched = await store.fetch({
    key: keyOf(name),
    origin: 'origin.test',
    target: `/${name}`,
    request: lengthBytes,
    range: { start: 0, end: lengthBytes },
    decide,
    known: null,
    collapsing: 'shared',
  });
  if (fetched.kind !== 'object') throw new Error(fetched.kind);
  await take(name, lengthBytes);
}

async function take(name: string, lengthBytes: number): Promise<void> {
  const object = await store.find(keyOf(name));
  const reading = object?.read({ start: 0, end: lengthBytes, refill: null });
  for (const part of reading?.parts ?? []) {
    while (part.available() !== part.end) {
      if (part.available() === 'failed') throw new Error(`${name}: ${reading?.failure?.message}`);
      await new Promise<void>((resolve) => {
        part.onAdvance(resolve);
      });
    }
  }
  reading?.close();
}

async function measure(what: string, count: number, unit: string, act: () => Promise<void>): Promise<void> {
  const cpu = process.cpuUsage();
  const from = performance.now();
  await act();
  const wallUs = (performance.now() - from) * 1_000;
  const { user, system } = process.cpuUsage(cpu);
  print(what, `${(wallUs / count).toFixed(1)} µs a ${unit}, ${((user + system) / count).toFixed(1)} µs of CPU`);
}

function print(what: string, figures: string): void {
  process.stdout.write(`${what}: ${figures}\n`);
}

function keyOf(name: string): string {
  return createHash('sha256').update(name).digest('hex');
}
