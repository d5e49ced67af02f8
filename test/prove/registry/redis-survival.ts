import { openRegistry } from '@nearhop/registry';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DelayingProxy } from '../../harness/delaying-proxy.ts';
import { DURABLE, startRedis } from '../../harness/redis-servers.ts';
import { startRouter, type RouterProcess } from '../../harness/router-process.ts';
import { waitUntil } from '../../harness/wait-until.ts';
import type { Check, CheckRun } from '../check.ts';
import { mustCommit } from '../routing/dressed-world.ts';
import { someClients, startTraffic, type Traffic } from '../routing/traffic.ts';
import { MovableClock } from './movable-clock.ts';
import { REDIS_FAULTS, type Patient, type RedisFault } from './redis-faults.ts';
import { redisStage, type RedisStage } from './redis-stage.ts';
import { copyData, SavedData } from './saved-data.ts';

const MOST_RECOVERY_MS = 10_000;
const ALARM_TIMEOUT_MS = 15_000;
/** How long a fault that raises no alarm lasts. */
const QUIET_FAULT_MS = 5_000;
const RECOVERY_TIMEOUT_MS = 60_000;
/** They are copied while it runs. */
const KEEP_FILES = 'auto-aof-rewrite-percentage 0';

export const redisSurvival: Check = {
  name: 'a Redis that fails in mid-traffic changes no answer',
  limit: `0 failed, 0 changed; alarm in /readyz and a metric; followed again by itself <= ${MOST_RECOVERY_MS} ms after the cure`,
  atLeast: { full: 200_000, short: 5_000 },
  async run(run) {
    const stage = await redisStage(run);
    const directory = mkdtempSync(join(tmpdir(), 'nearhop-survival-'));
    const clock = new MovableClock(directory);
    const server = await startRedis({ lines: [...DURABLE, KEEP_FILES], env: clock.environment });
    await copyData(stage.server, server);
    const proxy = await DelayingProxy.start(server.port);
    const saved = new SavedData(server, directory);
    const patient: Patient = { server, proxy, clock, saved, store: `redis://127.0.0.1:${server.port}` };
    const store = `redis://127.0.0.1:${proxy.port}`;
    const router = await startRouter({ store, dataDirectory: join(directory, 'router') });
    try {
      const { revision, world } = stage.dressed;
      const stands = async () => {
        const answer = await router.ask('1.1.1.1');
        return answer.revision === revision && answer.health === world.vector.number;
      };
      await waitUntil('the router has table and vector', stands, 60_000);
      return await sufferAll(run, stage, patient, router);
    } finally {
      await router.process.stop();
      proxy.stop();
      await server.stop();
      rmSync(directory, { recursive: true, force: true });
    }
  },
};

interface Recovery {
  readonly followedAfterMs: number;
  readonly quietAfterMs: number;
}

const NEVER: Recovery = { followedAfterMs: Number.POSITIVE_INFINITY, quietAfterMs: Number.POSITIVE_INFINITY };

async function sufferAll(run: CheckRun, stage: RedisStage, patient: Patient, router: RouterProcess) {
  const traffic = startTraffic(router.port, someClients(stage.world, run.seed + 5));
  const faults = REDIS_FAULTS.filter(({ isShort }) => run.form === 'full' || isShort === true);
  const wrong: string[] = [];
  const recoveries: Recovery[] = [];
  await waitUntil('traffic flows', () => traffic.answered() > 1_000, 30_000);
  for (const fault of faults) {
    patient.saved.save();
    await suffer(fault, patient, router, traffic).catch((error: unknown) =>
      wrong.push(`${fault.name}: ${String(error)}`),
    );
    const recovery = await recover(fault, patient, router).catch((error: unknown) => {
      wrong.push(`${fault.name}: ${String(error)}`);
      return NEVER;
    });
    const words = `followed again after ${Math.round(recovery.followedAfterMs)} ms`;
    if (recovery.followedAfterMs > MOST_RECOVERY_MS) wrong.push(`${fault.name}: ${words}`);
    recoveries.push(recovery);
    const quiet = `alarm over after ${Math.round(recovery.quietAfterMs)} ms`;
    run.progress(`${fault.name}: ${words}, ${quiet}, ${traffic.answered()} answers`);
  }
  await waitUntil('enough answers', () => traffic.answered() >= redisSurvival.atLeast[run.form]!, 120_000); // both are given
  const { answered, failed, changed } = await traffic.stop();
  const most = (of: (recovery: Recovery) => number) => Math.round(Math.max(...recoveries.map(of)));
  return {
    figure: `${failed} failed, ${changed.length} changed over ${faults.length} faults; followed again after at most ${most(({ followedAfterMs }) => followedAfterMs)} ms, alarm over after at most ${most(({ quietAfterMs }) => quietAfterMs)} ms`,
    tried: answered,
    ok: failed === 0 && changed.length === 0 && wrong.length === 0,
    wrong: [...wrong, ...changed.slice(0, 5)],
  };
}

/** Inflicts a fault, and waits for what must be seen of it. */
async function suffer(fault: RedisFault, patient: Patient, router: RouterProcess, traffic: Traffic): Promise<void> {
  const { alarm } = fault;
  await fault.inflict(patient);
  if (alarm === undefined) await Bun.sleep(QUIET_FAULT_MS);
  else {
    await waitUntil('an alarm is raised', async () => alarm.test((await router.readiness()).text), ALARM_TIMEOUT_MS);
    const metrics = await (await fetch(`${router.opsUrl}/metrics`)).text();
    if (!/nearhop_router_alarm\w*\{[^}]*\} 1/.test(metrics)) throw new Error('no metric tells of it');
  }
  const before = traffic.answered();
  await waitUntil('traffic goes on', () => traffic.answered() > before + 500, 30_000);
}

/** Cures, commits something that changes no answer, and waits until the router has it, and has found the store good as a whole. */
async function recover(fault: RedisFault, patient: Patient, router: RouterProcess): Promise<Recovery> {
  await fault.cure(patient);
  const startedAt = performance.now();
  const registry = await openRegistry(patient.store, { access: 'write' });
  const value = { id: 'bystander', name: `Bystander ${startedAt}`, asns: [] };
  const revision = await mustCommit(registry, [{ kind: 'customer', id: value.id, value }]);
  await registry.close();
  const follows = async () => (await router.ask('1.1.1.1')).revision >= revision;
  await waitUntil('the router follows again', follows, RECOVERY_TIMEOUT_MS);
  const followedAfterMs = performance.now() - startedAt;
  const isQuiet = async () => !/registry-unavailable|reload-refused/.test((await router.readiness()).text);
  await waitUntil('the alarm is over', isQuiet, RECOVERY_TIMEOUT_MS);
  return { followedAfterMs, quietAfterMs: performance.now() - startedAt };
}
