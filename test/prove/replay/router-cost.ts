import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { measureServers, SCENARIOS, type ServerResult } from '../../bench/router/measure.ts';
import type { Check, CheckRun } from '../check.ts';
import { planRealWorld, toImportCsv } from '../routing/real-world.ts';

const ROUNDS = 5;
const SECONDS = 6;
let measured: Promise<ServerResult[]> | undefined;

/** One measurement serves all checks of a run; a cost has no short form, since it needs the machine for minutes. */
export const routerCost: readonly Check[] = [
  cost('reused', 'nginx geo', 1.15, ({ ratioToNginx }) => ratioToNginx),
  cost('reused', 'HAProxy map_ip', 0.9, ({ ratioToHaproxy }) => ratioToHaproxy),
  cost('new', 'nginx geo', 1.25, ({ ratioToNginx }) => ratioToNginx),
  cost('newTls', 'nginx geo', 1.25, ({ ratioToNginx }) => ratioToNginx),
];

function cost(
  scenario: keyof typeof SCENARIOS,
  peer: string,
  limit: number,
  ratioOf: (result: ServerResult) => number,
): Check {
  const { name } = SCENARIOS[scenario];
  return {
    name: `bench:router: CPU per answer over ${name}, beside ${peer}`,
    limit: `<= ${limit} x`,
    atLeast: { full: 50_000 },
    async run(run) {
      measured ??= measure(run);
      const results = (await measured).filter((result) => result.scenario === name);
      const ours = results.find(({ server }) => server === 'nearhop');
      if (ours === undefined) throw new Error(`Nothing was measured over ${name}`);
      const ratio = ratioOf(ours);
      const each = results.map(
        ({ server, cpuMicrosecondsPerAnswer: cpu, p99Ms }) => `${server} ${cpu} µs, p99 ${p99Ms} ms`,
      );
      return { figure: `${ratio} x: ${each.join('; ')}`, tried: ours.answers, ok: ratio <= limit && ours.failed === 0 };
    },
  };
}

async function measure(run: CheckRun): Promise<ServerResult[]> {
  const directory = mkdtempSync(join(tmpdir(), 'nearhop-bench-'));
  try {
    const world = planRealWorld({ seed: run.seed, customers: 400 });
    writeFileSync(join(directory, 'import.csv'), toImportCsv(world));
    return await measureServers({
      directory,
      world,
      scenarios: Object.values(SCENARIOS),
      rounds: ROUNDS,
      seconds: SECONDS,
      progress: run.progress,
    });
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
