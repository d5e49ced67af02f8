import { openRegistry, type Registry } from '@nearhop/registry';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runNearhop } from '../../harness/nearhop-process.ts';
import type { CheckRun, Form } from '../check.ts';
import { planRealWorld, toImportCsv, type RealWorld } from './real-world.ts';

/** A store into which `nearhop import` has put the table of the real Internet. */
export interface Stage {
  readonly directory: string;
  readonly store: string;
  readonly world: RealWorld;
  readonly importSeconds: number;
  readonly importOutput: string;
  readonly importExitCode: number;
  open(): Promise<Registry>;
}

const SHORT_FORM_BLOCKS = 20_000;
const stages = new Map<Form, Promise<Stage>>();

/** The stage of this run: made once, shared by the checks that need it, removed at the end. */
export function realStage(run: CheckRun): Promise<Stage> {
  const known = stages.get(run.form) ?? makeStage(run);
  stages.set(run.form, known);
  return known;
}

async function makeStage(run: CheckRun): Promise<Stage> {
  const directory = mkdtempSync(join(tmpdir(), 'nearhop-prove-'));
  process.once('exit', () => rmSync(directory, { recursive: true, force: true }));
  const short = run.form === 'short';
  const world = planRealWorld({
    seed: run.seed,
    customers: short ? 40 : 400,
    ...(short && { limit: SHORT_FORM_BLOCKS }),
  });
  const csv = join(directory, 'real-table.csv');
  writeFileSync(csv, toImportCsv(world));
  const store = `sqlite:${join(directory, 'store', 'registry.db')}`;
  run.progress(`importing ${world.blocks.length} blocks for ${world.nodes.length} nodes`);
  const startedAt = performance.now();
  const { code, output } = await runNearhop(['import', csv], { env: { NEARHOP_STORE: store }, cwd: directory });
  const importSeconds = (performance.now() - startedAt) / 1_000;
  return {
    directory,
    store,
    world,
    importSeconds,
    importOutput: output,
    importExitCode: code,
    open: () => openRegistry(store, { access: 'write' }),
  };
}
