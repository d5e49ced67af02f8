import { claimId, type Claim } from '@nearhop/contracts';
import { Prefix } from '@nearhop/ip';
import { openRegistry } from '@nearhop/registry';
import { expectAnswer } from '@nearhop/replay';
import { join } from 'node:path';
import { startRouter } from '../../harness/router-process.ts';
import { waitUntil } from '../../harness/wait-until.ts';
import type { Check } from '../check.ts';
import { dressedStage } from '../routing/dressed-stage.ts';
import { mustCommit, type DressedWorld } from '../routing/dressed-world.ts';
import { standingRouter } from '../routing/standing-router.ts';
import { copyStore } from '../routing/store-faults.ts';
import { runReplay } from './replay-command.ts';

const MOST_MS = 1_000;

export const plantedInOneRouter: Check = {
  name: 'a block that is moved in one router only is found by replay',
  limit: `the first wrong answer <= ${MOST_MS} ms after the start; none from the other router`,
  atLeast: { full: 20_000, short: 5_000 },
  async run(run) {
    const stage = await dressedStage(run);
    const { claim, other } = largestMovableBlock(stage.dressed);
    // The faulty router follows a copy of the store that says something else under the same revision.
    const copy = join(stage.directory, `planted-copy-${run.form}.db`);
    copyStore(stage.store.replace('sqlite:', ''), copy);
    copyStore(`${stage.store.replace('sqlite:', '')}-health`, `${copy}-health`);
    const registry = await openRegistry(`sqlite:${copy}`, { access: 'write' });
    const moved = { ...claim, node: other };
    await mustCommit(registry, [
      { kind: 'claim', id: claimId(claim), value: null },
      { kind: 'claim', id: claimId(moved), value: moved },
    ]);
    const { revision } = await registry.position();
    await registry.close();
    const healthy = await standingRouter(run, stage, 'healthy');
    const original = await stage.open();
    const bystander = { id: 'bystander', name: 'Bystander', asns: [] };
    await mustCommit(original, [{ kind: 'customer', id: bystander.id, value: bystander }]);
    stage.dressed = { ...stage.dressed, revision: (await original.position()).revision };
    await original.close();
    const faulty = await startRouter({
      store: `sqlite:${copy}`,
      dataDirectory: join(stage.directory, `faulty-${run.form}`),
    });
    await waitUntil(
      'the faulty router stands',
      async () => (await faulty.ask('1.1.1.1')).revision === revision,
      60_000,
    );
    const seconds = run.form === 'full' ? 10 : 3;
    const shared = { store: stage.store, ratePerSecond: 5_000, seconds, seed: run.seed };
    const found = await runReplay({ ...shared, router: faulty });
    const clean = await runReplay({ ...shared, router: healthy });
    await Promise.all([faulty.process.stop(), healthy.process.stop()]);
    const first = found.report.wrongAnswers[0]?.atMs ?? Number.POSITIVE_INFINITY;
    return {
      figure: `${found.report.answers.wrong} wrong from the faulty router for block ${claim.prefix}, the first after ${Math.round(first)} ms; ${clean.report.answers.wrong} from the other`,
      tried: found.report.answers.right + clean.report.answers.right,
      ok: first <= MOST_MS && found.code === 1 && clean.report.answers.wrong === 0 && clean.code === 0,
      wrong: clean.report.wrongAnswers.map((each) => JSON.stringify(each)),
    };
  },
};

/** The block with the most addresses that one serving node holds alone, and another node of its customer. */
function largestMovableBlock({ nodes, claims, world }: DressedWorld): { claim: Claim; other: string } {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const bySize = claims
    .filter(({ prefix, state }) => state === 'valid' && !prefix.includes(':'))
    .toSorted((x, y) => lengthOf(x) - lengthOf(y));
  for (const { node: id, prefix } of bySize) {
    const client = Prefix.parse(prefix).first();
    const node = byId.get(id);
    const alone = world.blocks.find(client)?.value.length === 1 && expectAnswer(world, client).reason === 'matched';
    const other = nodes.find(({ customer, id: otherId }) => customer === node?.customer && otherId !== id);
    if (node === undefined || other === undefined || !alone) continue;
    return { claim: { node: id, customer: node.customer, prefix, state: 'valid', shared: false }, other: other.id };
  }
  throw new Error('The stage has no block that could be moved');
}

function lengthOf({ prefix }: { readonly prefix: string }): number {
  return Prefix.parse(prefix).length;
}
