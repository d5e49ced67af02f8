import type { Check } from '../../check.ts';
import { Stage } from '../stage.ts';
import { COLLAPSING_SCENARIOS } from './collapsing-scenarios.ts';
import { RANGE_SCENARIOS } from './range-scenarios.ts';
import { Scene, type Scenario } from './scene.ts';
import { STALE_SCENARIOS } from './stale-scenarios.ts';

const SCENARIOS: readonly Scenario[] = [...COLLAPSING_SCENARIOS, ...RANGE_SCENARIOS, ...STALE_SCENARIOS];
const FEWEST = 25;

export const peersScenarios: Check = {
  name: 'collapsing, ranges and stale answers in the situations that varnish, nginx and trafficserver test',
  limit: `all of at least ${FEWEST}`,
  atLeast: { full: FEWEST, short: FEWEST },
  async run() {
    await using stage = await Stage.start();
    const wrong: string[] = [];
    for (const [index, { name, plays }] of SCENARIOS.entries()) {
      try {
        await plays(new Scene(stage, `/scenario-${index}`));
      } catch (error) {
        wrong.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
    const figure = `${SCENARIOS.length - wrong.length} of ${SCENARIOS.length}`;
    return { figure, tried: SCENARIOS.length, ok: wrong.length === 0, wrong };
  },
};
