import { setTimeout as sleep } from 'node:timers/promises';
import { CommandFailure } from '../command-failure.ts';

const PATIENCE_MS = 10_000;
const INTERVAL_MS = 20;

/** Waits until the ops port of a service says that it is ready; throws with what it said last. */
export async function waitUntilReady(opsUrl: string, interrupted: AbortSignal): Promise<void> {
  const deadlineMs = performance.now() + PATIENCE_MS;
  for (;;) {
    const response = await fetch(`${opsUrl}/readyz`);
    if (response.ok || interrupted.aborted) return;
    if (performance.now() > deadlineMs) {
      throw new CommandFailure(
        'refused',
        `Cannot start: ${opsUrl}/readyz is not ready after ${PATIENCE_MS / 1_000} seconds`,
        [await response.text()],
      );
    }
    await sleep(INTERVAL_MS);
  }
}
