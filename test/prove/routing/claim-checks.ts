import type { Check } from '../check.ts';
import { raceClaims } from './claim-race.ts';

const CLAIMS_PER_ROUND = 200;
const ROUNDS = { full: 1_000, short: 15 };

export const claimRace: Check = {
  name: 'concurrent overlapping claims from 4 processes have exactly one winner',
  limit: '1 winner a round, 0 overlaps in any snapshot that a reader saw',
  atLeast: { full: ROUNDS.full * CLAIMS_PER_ROUND, short: ROUNDS.short * CLAIMS_PER_ROUND },
  async run({ form, seed, progress }) {
    const report = await raceClaims({
      rounds: ROUNDS[form],
      claimsPerRound: CLAIMS_PER_ROUND,
      processes: 4,
      seed,
      onProgress: (round: number) => progress(`round ${round} of ${ROUNDS[form]}`),
    });
    return {
      figure: `${report.winners} winners in ${report.rounds} rounds, ${report.overlapsSeen} overlaps in ${report.snapshotsRead} snapshots`,
      tried: report.attempts,
      ok:
        report.failures.length === 0 &&
        report.winners === report.rounds &&
        report.overlapsSeen === 0 &&
        report.snapshotsRead > 0,
      wrong: report.failures,
    };
  },
};
