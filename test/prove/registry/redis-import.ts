import type { Check } from '../check.ts';
import { redisStage } from './redis-stage.ts';

const MOST_SECONDS = 60;
const MOST_COMMAND_MILLISECONDS = 100;
const SHOWN_COMMANDS = 5;

export const redisImport: Check = {
  name: 'the whole real table is imported into Redis',
  limit: `<= ${MOST_SECONDS} s, every good block in, every refused one named`,
  atLeast: { full: 700_000 },
  async run(run) {
    const { world, claims, importSeconds, importOutput } = await redisStage(run);
    const { blocks, refused } = world;
    const wrong: string[] = [];
    if (claims !== blocks.length) wrong.push(`the registry holds ${claims} claims, the table has ${blocks.length}`);
    for (const prefix of refused) {
      if (!importOutput.includes(prefix.toString())) wrong.push(`nobody said that ${prefix.toString()} was refused`);
    }
    if (importSeconds > MOST_SECONDS) wrong.push('it took too long');
    return {
      figure: `${importSeconds.toFixed(1)} s for ${claims} blocks, ${refused.length} refused`,
      tried: blocks.length,
      ok: wrong.length === 0,
      wrong,
    };
  },
};

export const slowCommands: Check = {
  name: 'no command of ours holds Redis for long: import, dressing, a snapshot',
  limit: `<= ${MOST_COMMAND_MILLISECONDS} ms by its slow log`,
  atLeast: { full: 100 },
  async run(run) {
    const { slowest } = await redisStage(run);
    const shown = slowest.slice(0, SHOWN_COMMANDS);
    const tooSlow = slowest.filter(({ milliseconds }) => milliseconds > MOST_COMMAND_MILLISECONDS);
    const words = shown.map(({ milliseconds, command }) => `${milliseconds.toFixed(1)} ms ${command}`);
    return {
      figure: `slowest: ${words.join(', ')}; ${tooSlow.length} too slow`,
      // Those above a millisecond.
      tried: slowest.length,
      ok: tooSlow.length === 0,
      wrong: tooSlow.map(({ milliseconds, command }) => `${milliseconds} ms ${command}`),
    };
  },
};
