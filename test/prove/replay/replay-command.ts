import type { ReplayReport } from '@nearhop/replay';
import { startNearhop } from '../../harness/nearhop-process.ts';
import type { RouterProcess } from '../../harness/router-process.ts';

export interface ReplayRun {
  readonly store: string;
  readonly router: RouterProcess;
  readonly ratePerSecond: number;
  readonly seconds: number;
  readonly seed: number;
}

/** Runs `nearhop replay` beside a router, with the registry as the truth; resolves with its exit code and its report. */
export async function runReplay(run: ReplayRun): Promise<{ readonly code: number; readonly report: ReplayReport }> {
  const args = ['replay', `http://127.0.0.1:${run.router.port}`, '--rate', String(run.ratePerSecond)];
  const rest = ['--for', `${run.seconds}s`, '--seed', String(run.seed), '--output', 'json'];
  const started = startNearhop([...args, ...rest], { env: { NEARHOP_STORE: run.store } });
  const code = await started.exited;
  const json = /^\{[^]*^\}/m.exec(started.output())?.[0];
  if (json === undefined)
    throw new Error(`nearhop replay printed no report: exit ${code}: ${started.output().slice(-2_000)}`);
  return { code, report: JSON.parse(json) as ReplayReport };
}
