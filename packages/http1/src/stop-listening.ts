import type { ListenerCore } from './listener-core.ts';
import { shutDoor } from './shut-door.ts';

export interface StopOptions {
  /** A connection that has not been asked anything for so long is shut. */
  readonly idleMs: number;
  /** What is not over by then is cut. */
  readonly atMostMs: number;
}

const LOOK_EVERY_MS = 10;

/** Resolves when no connection is left. */
export async function stopListening<Peer>(
  listener: { stop(closeActiveConnections: boolean): void },
  core: ListenerCore<Peer>,
  { idleMs, atMostMs }: StopOptions,
): Promise<void> {
  const { counters, connections, clock } = core;
  const endsAt = performance.now() + atMostMs;
  core.isStopping = true;
  shutDoor(listener);
  let isListening = true;
  do {
    for (const connection of connections) connection.shutIfIdle();
    await untilEmpty(core, Math.min(performance.now() + idleMs, endsAt));
    // By the end of the first round whoever came before the door was shut has been accepted.
    if (isListening) listener.stop(false);
    isListening = false;
  } while (counters.openConnections > 0 && performance.now() < endsAt);
  for (const connection of connections) connection.abort();
  clock.stop();
}

async function untilEmpty<Peer>({ counters }: ListenerCore<Peer>, untilMs: number): Promise<void> {
  do await Bun.sleep(LOOK_EVERY_MS);
  while (counters.openConnections > 0 && performance.now() < untilMs);
}
