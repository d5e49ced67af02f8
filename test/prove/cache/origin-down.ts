import type { Check, CheckRun } from '../check.ts';
import { askJudged, isWhole } from './judged-answer.ts';
import { withLoneNode } from './lone-node.ts';
import { namesOfLength } from './oracle-content.ts';

const MOST_MS = 5_000;
const SMALL_BYTES = 20_000;

export const originDown: Check = {
  name: 'with the origin gone what is stored goes on, and all else is told no in time',
  limit: `0 wrong or missing of what is stored, stale too; 502 or 504 within ${MOST_MS} ms for the rest`,
  atLeast: { full: 200, short: 40 },
  async run({ form, progress }: CheckRun) {
    const count = form === 'full' ? 40 : 8;
    const wrong: string[] = [];
    let tried = 0;
    let slowestMs = 0;
    await withLoneNode({ driveSizes: ['512mib'] }, async ({ origin, node: { port } }) => {
      const stored = [...names('/fresh/stored', count), ...names('/validated/stored', count)];
      for (const name of stored) await askJudged({ port, origin, name, range: null });
      const manners: readonly [string, () => Promise<void>][] = [
        ['refuses', () => origin.down()],
        [
          'says-nothing',
          async () => {
            await origin.up();
            // An origin that could not be reached is left alone for a second.
            await Bun.sleep(1_200);
            origin.misbehave = () => new Promise(() => undefined);
          },
        ],
      ];
      for (const [manner, begin] of manners) {
        await begin();
        const missing = names(`/fresh/${manner}`, count);
        const answers = await Promise.all(
          [...stored, ...missing].map((name) => askJudged({ port, origin, name, range: null })),
        );
        for (const [index, answer] of answers.entries()) {
          tried++;
          slowestMs = Math.max(slowestMs, answer.headMs);
          const isRight = index < stored.length ? isWhole(answer) : answer.status === 502 || answer.status === 504;
          if (isRight && answer.headMs <= MOST_MS) continue;
          const name = stored[index] ?? missing[index - stored.length];
          wrong.push(
            `${name} while it ${manner}: ${answer.status} ${answer.ending} in ${Math.round(answer.headMs)} ms`,
          );
        }
        progress(`the origin ${manner}: ${wrong.length} wrong of ${tried}`);
      }
    });
    return {
      figure: `${wrong.length} wrong, slowest ${Math.round(slowestMs)} ms`,
      tried,
      ok: wrong.length === 0,
      wrong,
    };
  },
};

/** Small: how long their bytes take to judge is not the node's time. */
function names(prefix: string, count: number): string[] {
  return namesOfLength(prefix, count, (bytes) => bytes < SMALL_BYTES);
}
