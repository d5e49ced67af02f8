import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CacheStore } from '../cache-store.ts';
import type { Decision, SourceHead } from '../decision.ts';
import type { Fetched } from '../fetch.ts';
import type { StoreEvent, StoreOptions } from '../store-options.ts';
import type { StoredObject } from '../stored-object.ts';
import type { MadeHead, MadeRequest } from './made-origin.ts';
import { takeReading } from './take-reading.ts';

const MIB = 1_048_576;

export interface AskedRange {
  readonly seed: number;
  readonly start: number;
  readonly end: number | null;
  readonly attempt: number;
}

/** A store on drives of its own, with the made-up origin. */
export interface TestStore {
  readonly store: CacheStore;
  readonly directories: readonly string[];
  /** What the origin was asked. */
  readonly asked: AskedRange[];
  readonly events: StoreEvent[];
  readonly reopen: (options?: Partial<StoreOptions>) => Promise<TestStore>;
  readonly dispose: () => Promise<void>;
}

export async function openTestStore(
  options: { readonly sizeBytes?: number; readonly drives?: number } & Partial<Omit<StoreOptions, 'drives'>> = {},
): Promise<TestStore> {
  const { sizeBytes = 256 * MIB, drives: count = 1, ...others } = options;
  const root = mkdtempSync(join(tmpdir(), 'nearhop-store-'));
  const drives = Array.from({ length: count }, (_, index) => ({ directory: join(root, `drive${index}`), sizeBytes }));
  return openIn(root, { drives, workerModule: MADE_ORIGIN, ...others });
}

export const MADE_ORIGIN = new URL('./made-origin-worker.ts', import.meta.url);

async function openIn(root: string, options: StoreOptions): Promise<TestStore> {
  const asked: AskedRange[] = [];
  const events: StoreEvent[] = [];
  const store = await CacheStore.open({
    ...options,
    event: (event) => events.push(event),
    sourceReport: (value) => asked.push(value as AskedRange),
  });
  return {
    store,
    directories: options.drives.map(({ directory }) => directory),
    asked,
    events,
    reopen: async (changed = {}) => {
      await store.close();
      return openIn(root, { ...options, ...changed });
    },
    dispose: async () => {
      await store.close();
      rmSync(root, { recursive: true, force: true });
    },
  };
}

export function keyOf(name: string | number): string {
  return createHash('sha256').update(String(name)).digest('hex');
}

/** Stores what the made-up origin gives, as its version. */
export function storeMade(made: MadeRequest): (head: SourceHead) => Decision {
  const isWhole = made.hasNoRanges === true || made.isChunked === true;
  return ({ head, lengthBytes }) => ({
    kind: 'store',
    version: { validator: `"${(head as MadeHead).seed}"`, lengthBytes, completion: isWhole ? 'whole' : 'by-range' },
    metadata: JSON.stringify(head),
  });
}

/** Finds an object, or has it fetched. */
export async function obtain(
  store: CacheStore,
  made: MadeRequest,
  range: { readonly start: number; readonly end: number },
  name: string | number = made.seed,
): Promise<StoredObject | Exclude<Fetched, { kind: 'object' }>> {
  const known = await store.find(keyOf(name));
  if (known !== null) return known;
  const fetched = await store.fetch({
    key: keyOf(name),
    origin: 'origin.test',
    target: `/${name}`,
    request: made,
    range,
    decide: storeMade(made),
    known: null,
    collapsing: 'shared',
  });
  return fetched.kind === 'object' ? fetched.object : fetched;
}

/** Bytes of an object, through everything; `cut` or the failure's code when they did not come. */
export async function readMade(
  store: CacheStore,
  made: MadeRequest,
  start: number,
  end: number,
  name: string | number = made.seed,
): Promise<Buffer | string> {
  const object = await obtain(store, made, { start, end }, name);
  if ('kind' in object) return object.kind === 'failed' ? object.failure.code : object.kind;
  const reading = object.read({ start, end, refill: { request: made, decide: storeMade(made) } });
  const bytes = await takeReading(reading);
  return bytes === 'cut' ? (reading.failure?.code ?? 'cut') : bytes;
}
