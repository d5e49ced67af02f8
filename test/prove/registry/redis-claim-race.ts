import { startRedis } from '../../harness/redis-servers.ts';
import type { Check } from '../check.ts';
import { raceClaims } from '../routing/claim-race.ts';

const CLAIMS_PER_ROUND = 200;
const ROUNDS = { full: 1_000, short: 8 };

export const redisClaimRace: Check = {
  name: 'concurrent overlapping claims from 4 processes on Redis have exactly one winner',
  limit: '1 winner a round, 0 overlaps in any snapshot that a reader saw',
  atLeast: { full: ROUNDS.full * CLAIMS_PER_ROUND, short: ROUNDS.short * CLAIMS_PER_ROUND },
  async run({ form, seed, progress }) {
    const server = await startRedis();
    try {
      const report = await raceClaims({
        store: `redis://127.0.0.1:${server.port}`,
        rounds: ROUNDS[form],
        claimsPerRound: CLAIMS_PER_ROUND,
        processes: 4,
        seed,
        onProgress: (round) => progress(`round ${round} of ${ROUNDS[form]}`),
      });
      const { rounds, winners, overlapsSeen, snapshotsRead, failures } = report;
      return {
        figure: `${winners} winners in ${rounds} rounds, ${overlapsSeen} overlaps in ${snapshotsRead} snapshots`,
        tried: report.attempts,
        ok: failures.length === 0 && winners === rounds && overlapsSeen === 0 && snapshotsRead > 0,
        wrong: failures,
      };
    } finally {
      await server.stop();
    }
  },
};
