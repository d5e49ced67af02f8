import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startRedis } from '../../harness/redis-servers.ts';
import type { Check, CheckRun, Finding } from '../check.ts';
import { raceAllowance } from './allowance-race.ts';

const ROUNDS = { full: 250, short: 6 };
// Eight nodes a round, each with a claim at least; those that waited leave nothing when their node is deleted.
const LEAST_CLAIMS = { full: ROUNDS.full * 5, short: ROUNDS.short * 5 };

const LIMIT =
  '0 customers with more than 50,000 addresses or /56s valid without a reviewer, 0 wrong counts, 0 that wait and would fit';

export const allowanceOnSqlite: Check = {
  name: 'claims that add up, raced from 4 processes, stay within the allowance to the address',
  limit: LIMIT,
  atLeast: LEAST_CLAIMS,
  async run(run) {
    const directory = mkdtempSync(join(tmpdir(), 'nearhop-allowance-'));
    try {
      return await race(`sqlite:${join(directory, 'registry.db')}`, run);
    } finally {
      rmSync(directory, { recursive: true });
    }
  },
};

export const allowanceOnRedis: Check = {
  name: 'claims that add up, raced from 4 processes on Redis, stay within the allowance to the address',
  limit: LIMIT,
  atLeast: LEAST_CLAIMS,
  async run(run) {
    const server = await startRedis();
    try {
      return await race(`redis://127.0.0.1:${server.port}`, run);
    } finally {
      await server.stop();
    }
  },
};

async function race(store: string, { form, seed, progress }: CheckRun): Promise<Finding> {
  const rounds = ROUNDS[form];
  const report = await raceAllowance(store, {
    rounds,
    seed,
    onProgress: (round) => progress(`round ${round} of ${rounds}`),
  });
  const { claims, valid, waiting, failures } = report;
  return {
    figure: `${failures.length} wrong; ${valid} claims valid or released, ${waiting} waiting in ${rounds} rounds`,
    tried: claims,
    // A race in which nothing waits or nothing is valid shows no limit.
    ok: failures.length === 0 && waiting > 0 && valid > 0,
    wrong: failures,
  };
}
