import { openRegistry, type Registry } from '@nearhop/registry';
import { runModel, type FreshRegistry } from '@nearhop/registry/contract-suite';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RedisFixture } from '../../harness/redis-fixture.ts';
import type { Check, CheckRun, Finding } from '../check.ts';

type OpenFresh = () => Promise<FreshRegistry>;

const SEQUENCES = 10_000;
const SEQUENCES_AT_ONCE = 250;
/** A sequence waits for the disk most of the time. */
const LANES = 4;

export const modelChecks: readonly Check[] = [
  {
    name: 'the sqlite driver agrees with the model of a registry',
    limit: '0 differences',
    atLeast: { full: SEQUENCES },
    run: (run) =>
      agree(
        run,
        Array.from({ length: LANES }, () => freshSqlite),
      ),
  },
  {
    name: 'the redis driver agrees with the model of a registry',
    limit: '0 differences',
    atLeast: { full: SEQUENCES },
    async run(run) {
      const fixtures = Array.from({ length: LANES }, () => new RedisFixture());
      try {
        for (const fixture of fixtures) await fixture.start();
        return await agree(
          run,
          fixtures.map((fixture) => fixture.openFresh),
        );
      } finally {
        for (const fixture of fixtures) await fixture.stop();
      }
    },
  },
];

async function agree({ seed, progress }: CheckRun, lanes: readonly OpenFresh[]): Promise<Finding> {
  let [begun, tried, commands, revisions] = [0, 0, 0, 0];
  const follow = async (openFresh: OpenFresh) => {
    while (begun < SEQUENCES) {
      const first = begun;
      begun += SEQUENCES_AT_ONCE;
      const result = await runModel({ openFresh, runs: SEQUENCES_AT_ONCE, seed: seed * SEQUENCES + first });
      tried += result.runs;
      commands += result.commands;
      revisions += result.revisions;
      progress(`${tried} of ${SEQUENCES} sequences`);
    }
  };
  await Promise.all(lanes.map(follow));
  return { figure: `0 differences over ${commands} commands, ${revisions} revisions`, tried, ok: revisions > tried };
}

/** A store in a file of its own. */
async function freshSqlite(): Promise<FreshRegistry> {
  const directory = mkdtempSync(join(tmpdir(), 'nearhop-model-'));
  const store = `sqlite:${join(directory, 'registry.db')}`;
  const open: Registry[] = [];
  const reopen = async (access: 'write' | 'follow') => {
    const registry = await openRegistry(store, { access });
    open.push(registry);
    return registry;
  };
  const dispose = async () => {
    await Promise.all(open.map((registry) => registry.close()));
    rmSync(directory, { recursive: true, force: true });
  };
  return { store, registry: await reopen('write'), reopen, dispose };
}
