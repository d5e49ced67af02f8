import type { CacheStore } from '../cache-store.ts';
import type { Fetched } from '../fetch.ts';
import type { StoredObject } from '../stored-object.ts';
import { madeBytes } from './made-bytes.ts';
import type { MadeHead, MadeRequest } from './made-origin.ts';
import { sameBytes } from './same-bytes.ts';
import type { SeededRandom } from './seeded-random.ts';
import { takeReading } from './take-reading.ts';
import { keyOf, storeMade } from './test-store.ts';

export interface TrafficCounts {
  reads: number;
  /** Of which all bytes were stored before. */
  hits: number;
  passed: number;
  /** Readings that were cut short, and fetches without an answer. */
  cut: number;
  wrong: string[];
}

export interface TrafficOptions {
  /** How many objects there are; each has several versions. */
  readonly objects: number;
  readonly mostBytes: number;
}

const VERSIONS = 3;
const KIND_COUNT = 10;

/** Reads, purges and changes versions of made-up objects, one after another, and compares every byte that comes. */
export class MixedTraffic {
  readonly counts: TrafficCounts = { reads: 0, hits: 0, passed: 0, cut: 0, wrong: [] };
  readonly #store: CacheStore;
  readonly #random: SeededRandom;
  readonly #options: TrafficOptions;

  constructor(store: CacheStore, random: SeededRandom, options: TrafficOptions) {
    this.#store = store;
    this.#random = random;
    this.#options = options;
  }

  async step(): Promise<void> {
    const name = this.#random.below(this.#options.objects);
    const kind = this.#random.below(KIND_COUNT * 5);
    if (kind === 0) {
      await this.#store.purge({ by: 'key', key: keyOf(name) });
      return;
    }
    const request = this.#requestFor(name, kind);
    const start = this.#random.below(request.lengthBytes);
    const end =
      this.#random.below(3) === 0 ? request.lengthBytes : start + 1 + this.#random.below(request.lengthBytes - start);
    await this.#read(name, request, start, end);
  }

  /** The object's length follows from its name, its version from chance. */
  #requestFor(name: number, kind: number): MadeRequest {
    const lengthBytes = lengthOf(name, this.#options.mostBytes);
    const seed = name * VERSIONS + (kind < KIND_COUNT ? this.#random.below(VERSIONS) : 0);
    const breaks = kind === 1 ? { breaksAt: this.#random.below(lengthBytes), breaksAlways: true } : {};
    return { seed, lengthBytes, ...(name % 5 === 0 ? { hasNoRanges: true } : {}), ...breaks };
  }

  async #read(name: number, request: MadeRequest, start: number, end: number): Promise<void> {
    this.counts.reads += 1;
    const known = await this.#store.find(keyOf(name));
    const got = known ?? (await this.#fetch(name, request, start, end));
    if (!('kind' in got)) return this.#readObject(got, request, start, end, known !== null);
    if (got.kind !== 'pass') {
      this.counts.cut += 1;
      return;
    }
    this.counts.passed += 1;
    if (got.passage.start > start) return got.passage.close();
    const bytes = await takeReading(got.passage.read(start, end));
    this.#compare(bytes, (got.head.head as MadeHead).seed, start, end);
  }

  async #readObject(
    object: StoredObject,
    request: MadeRequest,
    start: number,
    end: number,
    wasKnown: boolean,
  ): Promise<void> {
    const reading = object.read({ start, end, refill: { request, decide: storeMade(request) } });
    if (wasKnown && reading.missingBytes === 0) this.counts.hits += 1;
    const seed = Number(object.version.validator?.replaceAll('"', ''));
    this.#compare(await takeReading(reading), seed, start, end);
  }

  #compare(bytes: Buffer | 'cut', seed: number, start: number, end: number): void {
    if (bytes === 'cut') this.counts.cut += 1;
    else {
      const found = sameBytes(bytes, madeBytes(seed, start, end));
      if (found !== 'same') this.counts.wrong.push(`${seed} ${start}-${end}: ${found}`);
    }
  }

  async #fetch(
    name: number,
    request: MadeRequest,
    start: number,
    end: number,
  ): Promise<StoredObject | Exclude<Fetched, { kind: 'object' }>> {
    const fetched = await this.#store.fetch({
      key: keyOf(name),
      origin: `origin${name % 3}.test`,
      target: `/${name}`,
      request,
      range: { start, end },
      decide: storeMade(request),
      known: null,
      collapsing: 'shared',
    });
    return fetched.kind === 'object' ? fetched.object : fetched;
  }
}

function lengthOf(name: number, mostBytes: number): number {
  const scale = [0.001, 0.01, 0.1, 1][name % 4] ?? 1;
  return 1 + Math.floor((mostBytes * scale * ((name * 2_654_435_761) % 1_000)) / 1_000);
}
