import type { RouterContext } from './context.ts';

/** Keeps what answers are made from in step with the replica; returns what ends that. */
export function followReplica({ replica, state, standing }: RouterContext): () => void {
  const take = (): void => {
    state.setTable(replica.state);
    state.setVector(replica.vector);
    standing.set(replica.position?.revision, replica.vector.number);
  };
  const end = replica.onChange(take);
  take();
  return end;
}

/**
 * Resolves when there is a table to answer from, or a word why there is none, at the latest after `atMostMs`: a router that
 * opened its port a moment too early would send everybody to the CDN for that moment.
 */
export async function firstTable({ replica }: RouterContext, atMostMs: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const look = (): void => {
    if (replica.state !== undefined || replica.alarms.length > 0) resolve();
  };
  const end = replica.onChange(look);
  // Alarms come without a change.
  const looking = setInterval(look, 10);
  const timer = setTimeout(resolve, atMostMs);
  look();
  await promise;
  end();
  clearInterval(looking);
  clearTimeout(timer);
}
