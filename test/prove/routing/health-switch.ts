import { vectorEntry } from '@nearhop/contracts';
import { waitUntil } from '../../harness/wait-until.ts';
import type { Check } from '../check.ts';
import { dressedStage } from './dressed-stage.ts';
import { findLoneNode } from './lone-node.ts';
import { standingRouter } from './standing-router.ts';

const MOST_MS = 1_000;
const SWITCHES = { full: 200, short: 20 };

export const healthSwitch: Check = {
  name: 'a published health vector turns a node down and up again',
  limit: `the next answer follows in <= ${MOST_MS} ms: cdn with node-down, then the node`,
  atLeast: { full: 200, short: 20 },
  async run(run) {
    const stage = await dressedStage(run);
    const router = await standingRouter(run, stage, 'health');
    const registry = await stage.open();
    const { world } = stage.dressed;
    const { node, client } = findLoneNode(stage.dressed);
    const wrong: string[] = [];
    const waits: number[] = [];
    for (let turn = 0; turn < SWITCHES[run.form]; turn++) {
      const down = turn % 2 === 0;
      const entries = Uint8Array.from(world.vector.entries);
      entries[node.number] = vectorEntry(down ? 'down' : 'up');
      const vector = await registry.health.publishVector(entries, Date.now());
      const follows = async () => {
        const answer = await router.ask(client);
        return answer.health >= vector.number && answer.reason === (down ? 'node-down' : 'matched');
      };
      const took = await waitUntil('the answer follows', follows, 5_000).catch(() => Number.POSITIVE_INFINITY);
      waits.push(took);
      if (took > MOST_MS) wrong.push(`turn ${turn}: ${took} ms`);
    }
    const vector = await registry.health.publishVector(world.vector.entries, Date.now());
    stage.dressed = { ...stage.dressed, world: { ...world, vector } };
    await registry.close();
    await router.process.stop();
    waits.sort((x, y) => x - y);
    return {
      figure: `median ${Math.round(waits[waits.length >> 1] ?? 0)} ms, max ${Math.round(waits.at(-1) ?? 0)} ms`,
      tried: waits.length,
      ok: wrong.length === 0,
      wrong,
    };
  },
};
