import { expect, test } from 'bun:test';
import * as fc from 'fast-check';
import { madeBytes } from './testing/made-bytes.ts';
import { sameBytes } from './testing/same-bytes.ts';
import { keyOf, openTestStore, readMade, type TestStore } from './testing/test-store.ts';

const MIB = 1_048_576;
const SIZE_BYTES = 34 * MIB;
const LENGTHS = [0, 1, 4_096, MIB - 1, MIB, MIB + 1, 5 * MIB + 77, 12 * MIB];

/** What must be there at the least is not known, for anything may be evicted; what must not be there is. */
interface Model {
  /** The version of each object that the origin has. */
  readonly versions: Map<number, number>;
  reads: number;
}

interface Real {
  made: TestStore;
}

type StoreCommand = fc.AsyncCommand<Model, Real>;

class Read implements StoreCommand {
  readonly name: number;
  readonly from: number;
  readonly to: number;
  constructor(name: number, from: number, to: number) {
    this.name = name;
    this.from = from;
    this.to = to;
  }
  check = () => true;
  async run(model: Model, { made }: Real): Promise<void> {
    const lengthBytes = LENGTHS[this.name] ?? 0;
    const start = Math.floor(this.from * lengthBytes);
    const end = Math.min(lengthBytes, start + Math.ceil(this.to * lengthBytes));
    const seed = this.name * 100 + (model.versions.get(this.name) ?? 0);
    const isWhole = this.name % 3 === 0;
    const bytes = await readMade(made.store, { seed, lengthBytes, hasNoRanges: isWhole }, start, end, this.name);
    expect(sameBytes(bytes, madeBytes(seed, start, end))).toBe('same');
    const [drive] = (await made.store.stats()).drives;
    expect(drive?.usedBytes).toBeLessThanOrEqual(SIZE_BYTES);
    model.reads += 1;
  }
  toString = () => `read(${this.name}, ${this.from}, ${this.to})`;
}

class Change implements StoreCommand {
  readonly name: number;
  constructor(name: number) {
    this.name = name;
  }
  check = () => true;
  async run(model: Model, { made }: Real): Promise<void> {
    model.versions.set(this.name, (model.versions.get(this.name) ?? 0) + 1);
    await made.store.purge({ by: 'key', key: keyOf(this.name) });
    expect(await made.store.find(keyOf(this.name))).toBeNull();
  }
  toString = () => `change(${this.name})`;
}

class Restart implements StoreCommand {
  check = () => true;
  async run(_: Model, real: Real): Promise<void> {
    real.made = await real.made.reopen();
  }
  toString = () => 'restart';
}

const names = fc.nat({ max: LENGTHS.length - 1 });
const fraction = fc.double({ min: 0, max: 0.999, noNaN: true });

test('CacheStore gives the bytes that a plain origin would, over any reads, changes, evictions and restarts', async () => {
  let reads = 0;
  const commands = [
    fc.tuple(names, fraction, fraction).map(([name, from, to]) => new Read(name, from, to)),
    names.map((name) => new Read(name, 0, 1)),
    names.map((name) => new Change(name)),
    fc.constant(new Restart()),
  ];
  await fc.assert(
    fc.asyncProperty(fc.commands(commands, { maxCommands: 40, size: 'max' }), async (sequence) => {
      const real = { made: await openTestStore({ sizeBytes: SIZE_BYTES }) };
      const model: Model = { versions: new Map(), reads: 0 };
      try {
        await fc.asyncModelRun(() => ({ model, real }), sequence);
        reads += model.reads;
      } finally {
        await real.made.dispose();
      }
    }),
    { numRuns: 5 },
  );
  expect(reads).toBeGreaterThan(10);
}, 60_000);
