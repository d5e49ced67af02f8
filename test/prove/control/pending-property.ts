import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seededRandom } from '../../harness/random.ts';
import type { Check } from '../check.ts';
import { PendingHistories, type HistoriesSeen } from './pending-histories.ts';

const HISTORIES = { full: 100_000, short: 150 };
/** Regions of one store. */
const HISTORIES_PER_STORE = 100;
/** What is proven is no matter of durability. */
const FOLDER = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

export const pendingProperty: Check = {
  name: "nobody's answer changes by what another customer asks for, over random histories with replayed addresses",
  limit:
    '0 changed answers among addresses in a block of a customer who did nothing, 0 customers whose unreviewed space is miscounted',
  atLeast: { full: HISTORIES.full, short: HISTORIES.short },
  async run({ form, seed, progress }) {
    const histories = HISTORIES[form];
    const seen = await runPendingHistories(histories, seed, progress);
    const { changed, miscounted, ...told } = seen;
    return {
      figure: `${changed.length} changed, ${miscounted.length} miscounted; ${JSON.stringify(told)}`,
      tried: histories,
      // Histories in which nothing waits, or nobody is served, show nothing.
      ok: changed.length === 0 && miscounted.length === 0 && seen.pending > histories / 2 && seen.served > histories,
      wrong: [...changed, ...miscounted],
    };
  },
};

/** Runs so many histories, each of a seed of its own. */
export async function runPendingHistories(
  histories: number,
  seed: number,
  progress: (text: string) => void,
): Promise<HistoriesSeen> {
  const seen: HistoriesSeen = { operations: 0, pending: 0, compared: 0, served: 0, changed: [], miscounted: [] };
  for (let from = 0; from < histories; from += HISTORIES_PER_STORE) {
    const directory = mkdtempSync(join(FOLDER, 'nearhop-pending-'));
    const store = await PendingHistories.open(`sqlite:${join(directory, 'registry.db')}`, seen);
    try {
      for (let index = 0; index < HISTORIES_PER_STORE && from + index < histories; index++)
        await store.run(index, seededRandom(seed * 1_000_003 + from + index));
    } finally {
      await store.close();
      rmSync(directory, { recursive: true });
    }
    progress(`${Math.min(from + HISTORIES_PER_STORE, histories)} of ${histories}: ${seen.changed.length} changed`);
  }
  return seen;
}
