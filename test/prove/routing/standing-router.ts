import { join } from 'node:path';
import { startRouter, type RouterProcess } from '../../harness/router-process.ts';
import { waitUntil } from '../../harness/wait-until.ts';
import type { CheckRun } from '../check.ts';
import type { DressedStage } from './dressed-stage.ts';

/** Starts a router over the dressed store and waits until it stands at the store's last revision and vector. */
export async function standingRouter(run: CheckRun, stage: DressedStage, name: string): Promise<RouterProcess> {
  const router = await startRouter({ store: stage.store, dataDirectory: join(stage.directory, `${name}-${run.form}`) });
  const { revision, world } = stage.dressed;
  const caughtUp = async () => {
    const answer = await router.ask('1.1.1.1');
    return answer.revision === revision && answer.health === world.vector.number;
  };
  await waitUntil(`the router stands at revision ${revision}`, caughtUp, 60_000);
  return router;
}
