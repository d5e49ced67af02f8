import type { Check } from '../check.ts';
import { dressedStage } from '../routing/dressed-stage.ts';
import { mustCommit } from '../routing/dressed-world.ts';
import { findLoneNode } from '../routing/lone-node.ts';
import { standingRouter } from '../routing/standing-router.ts';
import { runReplay } from './replay-command.ts';

const RATE = { full: 20_000, short: 5_000 };
const SECONDS = { full: 60, short: 5 };
const LEAST_OF_RATE = 0.99;
const TOGGLE_EVERY_MS = 1_000;

export const toggledReplay: Check = {
  name: 'replay over the whole table while a node toggles every second',
  limit: '>= 20,000 answers/s on 2 cores, 0 wrong, 0 failed',
  atLeast: { full: 1_180_000, short: 20_000 },
  async run(run) {
    const stage = await dressedStage(run);
    const router = await standingRouter(run, stage, 'toggled');
    const registry = await stage.open();
    const { node } = findLoneNode(stage.dressed);
    let enabled = true;
    let toggles = 0;
    const toggling = setInterval(() => {
      enabled = !enabled;
      toggles++;
      void mustCommit(registry, [{ kind: 'node', id: node.id, value: { ...node, enabled } }]);
    }, TOGGLE_EVERY_MS);
    const [ratePerSecond, seconds] = [RATE[run.form], SECONDS[run.form]];
    const { code, report } = await runReplay({ store: stage.store, router, ratePerSecond, seconds, seed: run.seed });
    clearInterval(toggling);
    await mustCommit(registry, [{ kind: 'node', id: node.id, value: node }]);
    stage.dressed = { ...stage.dressed, revision: (await registry.position()).revision };
    await registry.close();
    await router.process.stop();
    const { answers, requests, rate, latencyMs } = report;
    const unjudged = Object.values(answers.unjudged).reduce((sum, count) => sum + count, 0);
    const right = answers.wrong === 0 && answers.stale === 0 && requests.failed === 0 && code === 0;
    return {
      figure: `${Math.round(rate.answersPerSecond)}/s, ${answers.right} right, ${answers.wrong} wrong, ${answers.stale} stale, ${unjudged} unjudged, ${requests.failed} failed ${JSON.stringify(report.failures)}, ${toggles} toggles, p99 ${latencyMs?.p99.toFixed(1)} ms`,
      tried: answers.right + answers.wrong,
      ok:
        right &&
        toggles >= seconds - 1 &&
        (run.form === 'short' || rate.answersPerSecond >= LEAST_OF_RATE * ratePerSecond),
      wrong: report.wrongAnswers.map((each) => JSON.stringify(each)),
    };
  },
};
