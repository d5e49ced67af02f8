import type { Check } from '../check.ts';
import { realStage } from './stage.ts';

const MOST_SECONDS = 60;

export const realImport: Check = {
  name: 'the whole real table, both families, is imported with progress',
  limit: `<= ${MOST_SECONDS} s, every good block in, every refused one named`,
  atLeast: { full: 700_000, short: 15_000 },
  async run(run) {
    const stage = await realStage(run);
    const registry = await stage.open();
    const { counts } = await registry.position();
    await registry.close();
    const { blocks, refused } = stage.world;
    const wrong: string[] = [];
    if (counts.claim !== blocks.length)
      wrong.push(`the registry holds ${counts.claim} claims, the table has ${blocks.length}`);
    for (const prefix of refused) {
      if (!stage.importOutput.includes(prefix.toString()))
        wrong.push(`nobody said that ${prefix.toString()} was refused`);
    }
    if (!/\d+ ?%|\d[\d,]* blocks/.test(stage.importOutput)) wrong.push('no progress was shown');
    if (run.form === 'full' && stage.importSeconds > MOST_SECONDS) wrong.push('it took too long');
    return {
      figure: `${stage.importSeconds.toFixed(1)} s for ${counts.claim} blocks, ${refused.length} refused`,
      tried: blocks.length,
      ok: wrong.length === 0,
      wrong,
    };
  },
};
