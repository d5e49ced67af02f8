import { openRegistry } from '@nearhop/registry';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { startRouter } from '../../harness/router-process.ts';
import { waitUntil } from '../../harness/wait-until.ts';
import type { Check, CheckRun } from '../check.ts';
import { dressedStage, type DressedStage } from './dressed-stage.ts';
import { mustCommit } from './dressed-world.ts';
import { findLoneNode } from './lone-node.ts';
import {
  copiesIn,
  copyStore,
  makeForeignStore,
  makeHalfStore,
  putStore,
  STORE_FAULTS,
  type StoreCopies,
} from './store-faults.ts';
import { someClients, startTraffic } from './traffic.ts';

const MOST_RESTART_MS = 1_000;

export const routerRestart: Check = {
  name: 'a router restarted with the registry gone answers from its snapshot',
  limit: `<= ${MOST_RESTART_MS} ms from its start, an operator's disable of a second before included`,
  atLeast: { full: 10, short: 2 },
  async run(run) {
    const { stage, copies } = await copiedStage(run, 'restart');
    const dataDirectory = join(stage.directory, `restart-data-${run.form}`);
    const turns = run.form === 'full' ? 10 : 2;
    const took: number[] = [];
    const wrong: string[] = [];
    const { node, client } = findLoneNode(stage.dressed);
    for (let turn = 0; turn < turns; turn++) {
      putStore(copies.pristine, copies.live);
      rmSync(dataDirectory, { recursive: true, force: true });
      const store = `sqlite:${copies.live}`;
      const router = await startRouter({ store, dataDirectory });
      await waitUntil('the router has the node', async () => (await router.ask(client)).decision === 'node', 30_000);
      await waitUntil('a snapshot is on disk', () => snapshotsIn(dataDirectory), 30_000);
      const revision = await disable(store, node.id);
      await waitUntil(
        'the router knows of the disable',
        async () => (await router.ask(client)).revision >= revision,
        5_000,
      );
      router.process.signal('SIGKILL');
      await router.process.exited;
      rmSync(copies.live);
      const startedAt = performance.now();
      const restarted = await startRouter({ store, dataDirectory });
      took.push(performance.now() - startedAt);
      const answer = await restarted.ask(client);
      if (answer.reason !== 'node-disabled' || answer.revision < revision)
        wrong.push(`turn ${turn}: ${JSON.stringify(answer)}`);
      await restarted.process.stop();
      run.progress(`turn ${turn + 1}: ${Math.round(took.at(-1) ?? 0)} ms`);
    }
    took.sort((x, y) => x - y);
    const slowest = took.at(-1) ?? Number.POSITIVE_INFINITY;
    return {
      figure: `median ${Math.round(took[took.length >> 1] ?? 0)} ms, max ${Math.round(slowest)} ms`,
      tried: took.length,
      ok: wrong.length === 0 && slowest <= MOST_RESTART_MS,
      wrong,
    };
  },
};

export const storeFaults: Check = {
  name: 'a store deleted, cut, garbled or replaced in mid-traffic changes no answer',
  limit: '0 failed, 0 changed; alarm in /readyz and a metric; followed by itself when restored',
  atLeast: { full: 200_000, short: 5_000 },
  async run(run) {
    const { stage, copies } = await copiedStage(run, 'faults');
    const store = `sqlite:${copies.live}`;
    putStore(copies.pristine, copies.live);
    const router = await startRouter({ store, dataDirectory: join(stage.directory, `faults-data-${run.form}`) });
    await waitUntil('the router has the table', async () => (await router.ask('1.1.1.1')).revision > 0, 60_000);
    const traffic = startTraffic(router.port, someClients(stage.world, run.seed + 5));
    const wrong: string[] = [];
    const recoveries: number[] = [];
    await waitUntil('traffic flows', () => traffic.answered() > 1_000, 30_000);
    for (const fault of STORE_FAULTS) {
      await fault.inflict(copies);
      const raised = async () => fault.alarm.test((await router.readiness()).text);
      await waitUntil(`alarm for a store ${fault.name}`, raised, 15_000).catch((error: unknown) =>
        wrong.push(String(error)),
      );
      const metrics = await (await fetch(`${router.opsUrl}/metrics`)).text();
      if (!/nearhop_router_alarm\w*\{[^}]*\} 1/.test(metrics)) wrong.push(`no metric tells of a store ${fault.name}`);
      const before = traffic.answered();
      await waitUntil('traffic goes on', () => traffic.answered() > before + 500, 30_000);
      putStore(copies.pristine, copies.live);
      const revision = await bumpRevision(store, copies);
      const follows = async () => (await router.ask('1.1.1.1')).revision >= revision;
      const took = await waitUntil(`a store that was ${fault.name} is followed again`, follows, 15_000).catch(
        (error: unknown) => {
          wrong.push(String(error));
          return Number.POSITIVE_INFINITY;
        },
      );
      recoveries.push(took);
      run.progress(`${fault.name}: followed again after ${Math.round(took)} ms, ${traffic.answered()} answers`);
    }
    await waitUntil('enough answers', () => traffic.answered() >= (run.form === 'full' ? 200_000 : 5_000), 120_000);
    const { answered, failed, changed } = await traffic.stop();
    await router.process.stop();
    return {
      figure: `${failed} failed, ${changed.length} changed over ${STORE_FAULTS.length} faults; followed again after at most ${Math.round(Math.max(...recoveries))} ms`,
      tried: answered,
      ok: failed === 0 && changed.length === 0 && wrong.length === 0,
      wrong: [...wrong, ...changed.slice(0, 5)],
    };
  },
};

/** The stage's store copied, so that it can be broken, with all that it will be replaced by. */
async function copiedStage(run: CheckRun, name: string): Promise<{ stage: DressedStage; copies: StoreCopies }> {
  const stage = await dressedStage(run);
  const directory = join(stage.directory, `${name}-${run.form}`);
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true });
  const copies = copiesIn(directory);
  copyStore(stage.store.replace('sqlite:', ''), copies.older);
  putStore(copies.older, copies.live);
  await bumpRevision(`sqlite:${copies.live}`, copies);
  await makeForeignStore(copies.foreign, 3);
  makeHalfStore(copies.pristine, copies.half);
  return { stage, copies };
}

/** Commits something that changes no answer, and makes the result the pristine copy. */
async function bumpRevision(store: string, copies: StoreCopies): Promise<number> {
  const registry = await openRegistry(store, { access: 'write' });
  const value = { id: 'bystander', name: `Bystander ${performance.now()}`, asns: [] };
  const revision = await mustCommit(registry, [{ kind: 'customer', id: value.id, value }]);
  await registry.close();
  rmSync(copies.pristine, { force: true });
  copyStore(copies.live, copies.pristine);
  return revision;
}

/** Takes a node away from its devices, as an operator would. */
async function disable(store: string, id: string): Promise<number> {
  const registry = await openRegistry(store, { access: 'write' });
  const current = await registry.get('node', id);
  if (current === undefined) throw new Error(`The store has no node ${id}`);
  const revision = await mustCommit(registry, [{ kind: 'node', id, value: { ...current.value, enabled: false } }]);
  await registry.close();
  return revision;
}

function snapshotsIn(directory: string): boolean {
  return [...new Bun.Glob('**/*').scanSync({ cwd: directory })].some((name) => name.includes('snapshot'));
}
