import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DriveStats } from '../store-stats.ts';
import { allocatedBytes, extentPaths } from './allocated-bytes.ts';
import { runChild } from './run-child.ts';
import { SeededRandom } from './seeded-random.ts';

const MIB = 1_048_576;
const SIZE_BYTES = 48 * MIB;
const MOST_BYTES = 6 * MIB;

export interface CrashCounts {
  rounds: number;
  /** Readings by processes that found the drive as a killed one had left it. */
  reads: number;
  hits: number;
  wrong: string[];
  /** The drive was emptied: nothing wrong was served, but nothing was kept either. */
  emptied: number;
  /** Rounds after which the drive took more than its size. */
  tooLarge: number;
  /** What the files take that is not accounted, after the last round: nothing may. */
  unaccountedBytes: number;
  /** What is accounted and not taken: rows of files that a killed process had just deleted. Goes as they are used or evicted. */
  overcountedBytes: number;
}

/** Kills processes that use one drive (SIGKILL), at moments that follow from the seed, and lets the next one compare what it finds. */
export async function runCrashRounds({
  rounds,
  seed,
}: {
  readonly rounds: number;
  readonly seed: number;
}): Promise<CrashCounts> {
  const root = mkdtempSync(join(tmpdir(), 'nearhop-crash-'));
  const directory = join(root, 'drive');
  const random = new SeededRandom(seed);
  const counts: CrashCounts = {
    rounds: 0,
    reads: 0,
    hits: 0,
    wrong: [],
    emptied: 0,
    tooLarge: 0,
    unaccountedBytes: 0,
    overcountedBytes: 0,
  };
  const common = { directory, sizeBytes: SIZE_BYTES, mostBytes: MOST_BYTES };
  try {
    for (; counts.rounds < rounds; counts.rounds += 1) {
      const killAfterReads = 1 + random.below(60);
      const { report } = await runChild({ ...common, seed: random.below(2 ** 31), steps: 1e9, killAfterReads });
      counts.reads += report.reads;
      counts.hits += report.hits;
      counts.wrong.push(...report.wrong);
      counts.emptied += report.events['emptied'] ?? 0;
      if (allocatedBytes(directory) > SIZE_BYTES) counts.tooLarge += 1;
    }
    const { report } = await runChild({ ...common, seed, steps: 1 });
    // Without the index: its log went when the process ended.
    const { usedBytes, indexBytes } = report.stats as DriveStats;
    const allocated = extentPaths(directory).reduce((sum, path) => sum + statSync(path).blocks * 512, 0);
    const error = usedBytes - indexBytes - allocated;
    counts.unaccountedBytes = Math.max(0, -error);
    counts.overcountedBytes = Math.max(0, error);
    return counts;
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}
