import { openRegistry } from '@nearhop/registry';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seededRandom } from '../../harness/random.ts';
import { RaceProcess } from './claim-race-process.ts';
import { MOST_ROUNDS, raceRound } from './claim-race-round.ts';

export interface RaceOptions {
  /** The store to race in, empty before; a SQLite file of its own when left out. */
  readonly store?: string;
  readonly rounds: number;
  readonly claimsPerRound: number;
  readonly processes: number;
  readonly seed: number;
  readonly onProgress?: (round: number) => void;
}

export interface RaceResult {
  readonly rounds: number;
  readonly attempts: number;
  readonly winners: number;
  readonly overlapsSeen: number;
  readonly snapshotsRead: number;
  /** Everything that was not as it must be, in words. */
  readonly failures: string[];
}

/** Long enough for every process to have its order before the instant at which all fire. */
const NOTICE_MS = 3;

/** Lets processes race for overlapping claims, round after round, while one more reads snapshots all the time. */
export async function raceClaims(options: RaceOptions): Promise<RaceResult> {
  if (options.rounds > MOST_ROUNDS)
    throw new RangeError(`Cannot race: rounds must be at most ${MOST_ROUNDS}: received ${options.rounds}`);
  const directory = mkdtempSync(join(tmpdir(), 'nearhop-claim-race-'));
  const { store = `sqlite:${join(directory, 'registry.db')}` } = options;
  await (await openRegistry(store, { access: 'write' })).close();
  const racers = Array.from({ length: options.processes }, () => new RaceProcess('racer', store));
  const reader = new RaceProcess('reader', store);
  try {
    for (const each of [...racers, reader]) await each.next('ready');
    return await runRounds(options, store, racers, reader);
  } finally {
    for (const each of [...racers, reader]) await each.end();
    rmSync(directory, { recursive: true });
  }
}

async function runRounds(
  options: RaceOptions,
  store: string,
  racers: readonly RaceProcess[],
  reader: RaceProcess,
): Promise<RaceResult> {
  const { rounds, claimsPerRound, onProgress } = options;
  const random = seededRandom(options.seed);
  const failures: string[] = [];
  const winners: string[] = [];
  let attempts = 0;
  for (let round = 0; round < rounds; round++) {
    const changes = raceRound(round, claimsPerRound, random);
    for (const [place, racer] of racers.entries()) {
      racer.send({ kind: 'prepare', round, changes: changes.filter((_, index) => index % racers.length === place) });
    }
    for (const racer of racers) await racer.next('ready');
    const atMs = Date.now() + NOTICE_MS;
    for (const racer of racers) racer.send({ kind: 'fire', atMs });
    const reports = await Promise.all(racers.map((racer) => racer.next('fired')));
    const won = reports.flatMap((report) => report.won);
    const answered = won.length + reports.reduce((sum, { lost }) => sum + lost, 0);
    attempts += answered;
    winners.push(...won);
    if (won.length !== 1) failures.push(`round ${round} has ${won.length} winners: ${won.join(', ')}`);
    if (answered !== claimsPerRound) failures.push(`round ${round}: ${reports.flatMap(({ odd }) => odd).join('; ')}`);
    onProgress?.(round + 1);
  }
  reader.send({ kind: 'stop' });
  const { snapshots, overlaps } = await reader.next('read');
  failures.push(...overlaps.map((overlap) => `a reader saw ${overlap}`), ...(await findLost(store, winners)));
  return {
    rounds,
    attempts,
    winners: winners.length,
    overlapsSeen: overlaps.length,
    snapshotsRead: snapshots,
    failures,
  };
}

/** Winners that were told so and are not in the store, and claims in the store that nobody was told of. */
async function findLost(store: string, winners: readonly string[]): Promise<string[]> {
  const registry = await openRegistry(store, { access: 'follow' });
  const standing = new Set((await registry.list('claim', { limit: MOST_ROUNDS * 2 })).map(({ id }) => id));
  await registry.close();
  const lost = winners.filter((id) => !standing.delete(id));
  return [
    ...lost.map((id) => `winner ${id} is not in the store`),
    ...[...standing].map((id) => `${id} is in the store and did not win`),
  ];
}
