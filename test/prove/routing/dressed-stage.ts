import type { CheckRun, Form } from '../check.ts';
import { dressWorld, type DressedWorld } from './dressed-world.ts';
import { realStage, type Stage } from './stage.ts';

/** The imported table with nodes in every state. Checks that commit set `dressed` anew when they are done. */
export interface DressedStage extends Stage {
  dressed: DressedWorld;
}

const stages = new Map<Form, Promise<DressedStage>>();

export function dressedStage(run: CheckRun): Promise<DressedStage> {
  const known = stages.get(run.form) ?? dress(run);
  stages.set(run.form, known);
  return known;
}

async function dress(run: CheckRun): Promise<DressedStage> {
  const stage = await realStage(run);
  const registry = await stage.open();
  const dressed = await dressWorld(registry, stage.world, run.seed);
  await registry.close();
  return { ...stage, dressed };
}
