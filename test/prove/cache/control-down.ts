import type { Check, CheckRun } from '../check.ts';
import { MixedTraffic } from './mixed-traffic.ts';
import { withToldNode } from './told-node.ts';

export const controlDown: Check = {
  name: 'with control gone nothing changes, over a restart of the node too',
  limit: '0 wrong, cut, silent or refused of all answers',
  atLeast: { full: 500, short: 100 },
  async run({ form, seed, progress }: CheckRun) {
    const lastsMs = form === 'full' ? 20_000 : 2_500;
    return withToldNode(async (told) => {
      const { control, origin, node } = told;
      const traffic = new MixedTraffic({
        origin,
        seed,
        clients: 6,
        names: 30,
        kinds: ['fresh', 'validated', 'whole'],
        raises: 0,
      });
      const { tally } = traffic;
      const serve = async (port: number) => {
        const endMs = performance.now() + lastsMs;
        await traffic.run(port, () => performance.now() > endMs);
        progress(tally.told);
      };
      await control.kill();
      await serve(node.port);
      const before = tally.answers;
      await serve((await told.again()).port);
      const wrong = [...tally.wrong];
      const troubled = tally.cut + tally.silent + tally.unanswered;
      const refused = [...tally.refusals.values()].reduce((sum, count) => sum + count, 0);
      if (troubled + refused > 0) wrong.push(`${troubled} cut, silent or unanswered, ${refused} refused`);
      if (tally.answers === before) wrong.push('nothing was answered after the restart');
      return {
        figure: `${tally.told}; ${tally.answers - before} after a restart`,
        tried: tally.answers,
        ok: wrong.length === 0,
        wrong,
      };
    });
  },
};
