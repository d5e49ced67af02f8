import { setTimeout as sleep } from 'node:timers/promises';
import { CommandFailure } from '../command-failure.ts';
import { count } from '../output/count.ts';
import type { Terminal } from '../terminal.ts';
import type { Backend, RouterPosition } from './backend.ts';

const USUAL_SECONDS = 30;
const INTERVAL_MS = 50;

/** Waits until every router serves a revision and says how long that took; otherwise throws `wait-timed-out` with those that do not. */
export async function waitForRouters(
  terminal: Terminal,
  backend: Pick<Backend, 'routers'>,
  revision: number,
  patienceSeconds = USUAL_SECONDS,
): Promise<void> {
  const beginMs = performance.now();
  for (;;) {
    const routers = await backend.routers();
    const elapsedMs = performance.now() - beginMs;
    const behind = routers.filter((router) => router.revision === undefined || router.revision < revision);
    if (routers.length > 0 && behind.length === 0) {
      terminal.complain(
        `Every router serves revision ${revision}: ${count(routers.length, 'router')}, after ${Math.round(elapsedMs)} ms`,
      );
      return;
    }
    if (elapsedMs > patienceSeconds * 1_000 || terminal.interrupted.aborted) {
      throw new CommandFailure(
        'wait-timed-out',
        `Cannot confirm that every router serves revision ${revision}: it is committed, and ${
          routers.length === 0
            ? 'no router is known'
            : `${behind.length} of ${count(routers.length, 'router')} did not serve it`
        } within ${patienceSeconds} seconds`,
        behind.map(standing),
      );
    }
    await sleep(INTERVAL_MS);
  }
}

function standing({ url, revision, detail }: RouterPosition): string {
  return revision === undefined
    ? `${url}: unreachable${detail === undefined ? '' : `: ${detail}`}`
    : `${url}: serves revision ${revision}`;
}
