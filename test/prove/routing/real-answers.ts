import { claimId } from '@nearhop/contracts';
import { Prefix } from '@nearhop/ip';
import { expectAnswer } from '@nearhop/replay';
import { waitUntil } from '../../harness/wait-until.ts';
import type { Check } from '../check.ts';
import { compareAnswers } from './answers.ts';
import { mustCommit, type DressedWorld } from './dressed-world.ts';
import { dressedStage } from './dressed-stage.ts';
import { clientSampler } from './real-world.ts';
import { standingRouter } from './standing-router.ts';

const MOST_ROUTER_MEGABYTES = 250;
const LEAST_NODE_SHARE = 0.6;
const LEAST_NO_MATCH_SHARE = 0.05;
const LEAST_NESTED_SHARE = 0.05;

export const realAnswers: Check = {
  name: 'answers over HTTP agree with the oracle',
  limit: `0 wrong, 0 failed; >= ${LEAST_NODE_SHARE * 100} % nodes, >= 5 % no-match, >= 5 % nested blocks`,
  atLeast: { full: 1_000_000, short: 20_000 },
  async run(run) {
    const stage = await dressedStage(run);
    const router = await standingRouter(run, stage, 'answers');
    const report = await compareAnswers({
      port: router.port,
      dressed: stage.dressed,
      count: run.form === 'full' ? 1_000_000 : 20_000,
      sample: clientSampler(stage.world, run.seed + 1),
      progress: run.progress,
    });
    await router.process.stop();
    const shares = `${percent(report.nodeShare)} nodes, ${percent(report.noMatchShare)} no-match, ${percent(report.nestedShare)} nested`;
    const enough =
      report.nodeShare >= LEAST_NODE_SHARE &&
      report.noMatchShare >= LEAST_NO_MATCH_SHARE &&
      report.nestedShare >= LEAST_NESTED_SHARE;
    return {
      figure: `${report.wrongCount} wrong, ${report.failed} failed; ${shares}; ${Math.round(report.asked / report.seconds)}/s; ${JSON.stringify(report.byReason)}`,
      tried: report.asked,
      ok: report.wrongCount === 0 && report.failed === 0 && enough,
      wrong: report.wrong,
    };
  },
};

export const routerMemory: Check = {
  name: "the router's memory with the whole table",
  limit: `RSS <= ${MOST_ROUTER_MEGABYTES} MB`,
  atLeast: { full: 200_000 },
  async run(run) {
    const stage = await dressedStage(run);
    const router = await standingRouter(run, stage, 'memory');
    const report = await compareAnswers({
      port: router.port,
      dressed: stage.dressed,
      count: 200_000,
      sample: clientSampler(stage.world, run.seed + 2),
      progress: run.progress,
    });
    const first = router.memory();
    await router.process.stop();
    const restarted = await standingRouter(run, stage, 'memory');
    const second = restarted.memory();
    await restarted.process.stop();
    const megabytes = (bytes: number) => Math.round(bytes / 1e6);
    return {
      figure: `${megabytes(first.nowBytes)} MB after loading from the store (peak ${megabytes(first.peakBytes)}), ${megabytes(second.nowBytes)} MB after a restart from its snapshot`,
      tried: report.asked,
      ok: megabytes(first.nowBytes) <= MOST_ROUTER_MEGABYTES && megabytes(second.nowBytes) <= MOST_ROUTER_MEGABYTES,
    };
  },
};

export const plantedBlock: Check = {
  name: 'a planted wrong block is found',
  limit: '>= 1 wrong answer with the fault, 0 without',
  atLeast: { full: 2_000, short: 2_000 },
  async run(run) {
    const stage = await dressedStage(run);
    const router = await standingRouter(run, stage, 'planted');
    const registry = await stage.open();
    const { world } = stage.dressed;
    const { victim, owner, other } = movableBlock(stage.dressed);
    const claimOf = (node: string) => ({
      node,
      customer: owner.customer,
      prefix: victim.prefix,
      state: 'valid' as const,
      shared: false,
    });
    const move = (from: string, to: string) =>
      mustCommit(registry, [
        { kind: 'claim', id: claimId(claimOf(from)), value: null },
        { kind: 'claim', id: claimId(claimOf(to)), value: claimOf(to) },
      ]);
    const network = victim.prefix.replace(/\.0\/24$/, '');
    const ask = async (revision: number) => {
      let next = 0;
      const sample = () => `${network}.${next++ % 256}`;
      await waitUntil('the router follows', async () => (await router.ask('1.1.1.1')).revision === revision, 10_000);
      const dressed = { ...stage.dressed, world, revision };
      return compareAnswers({ port: router.port, dressed, count: 1_000, sample, progress: run.progress });
    };
    const planted = await ask(await move(owner.id, other.id));
    const cured = await ask(await move(other.id, owner.id));
    stage.dressed = { ...stage.dressed, revision: (await registry.position()).revision };
    await registry.close();
    await router.process.stop();
    return {
      figure: `${planted.wrongCount} wrong with the fault, ${cured.wrongCount} after its cure`,
      tried: planted.asked + cured.asked,
      ok: planted.wrongCount > 0 && cured.wrongCount === 0,
      wrong: cured.wrong,
    };
  },
};

/** A /24 that one serving node holds alone, and another serving node of the same customer. */
function movableBlock({ nodes, claims, world }: DressedWorld) {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  for (const victim of claims) {
    if (victim.state !== 'valid' || !victim.prefix.endsWith('.0/24')) continue;
    const client = Prefix.parse(victim.prefix).first();
    const owner = byId.get(victim.node);
    const other = nodes.find(
      ({ id, customer, servers }) => customer === owner?.customer && id !== owner.id && servers.ipv4 !== undefined,
    );
    const alone = world.blocks.find(client)?.value.length === 1;
    if (owner === undefined || other === undefined || !alone || expectAnswer(world, client).reason !== 'matched')
      continue;
    return { victim, owner, other };
  }
  throw new Error('The stage has no block to plant a fault in');
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
