import type { Check } from '../check.ts';
import { plantedInOneRouter } from './planted-fault.ts';
import { routerCost } from './router-cost.ts';
import { toggledReplay } from './toggled-replay.ts';
import { updateChecks } from './update-checks.ts';

/** Replay on top of the real table, and the figures beside nginx and HAProxy. */
export const replayChecks: readonly Check[] = [toggledReplay, plantedInOneRouter, ...updateChecks, ...routerCost];
