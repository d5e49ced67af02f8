import type { StoredRecord } from '../records.ts';
import type { FollowStep, Registry } from '../registry.ts';
import type { RegistryPosition } from '../revision.ts';

/** A whole snapshot at once. */
export async function readAll(
  registry: Registry,
): Promise<{ position: RegistryPosition; records: StoredRecord[]; pageSizes: number[] }> {
  const { position, pages } = await registry.snapshot();
  const records: StoredRecord[] = [];
  const pageSizes: number[] = [];
  for await (const page of pages) {
    records.push(...page);
    pageSizes.push(page.length);
  }
  return { position, records, pageSizes };
}

/** The first `count` items of something that goes on without end. */
export async function take<T>(open: (signal: AbortSignal) => AsyncIterable<T>, count: number): Promise<T[]> {
  const items: T[] = [];
  if (count === 0) return items;
  const stop = new AbortController();
  for await (const item of open(stop.signal)) {
    items.push(item);
    if (items.length === count) stop.abort();
  }
  return items;
}

/** The first `count` steps of following from a position. */
export function follow(registry: Registry, after: RegistryPosition, count: number): Promise<FollowStep[]> {
  return take((signal) => registry.changes(after, signal), count);
}
