import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Check, CheckRun } from '../check.ts';
import { withLoneNode, type LoneNode } from './lone-node.ts';
import { MixedTraffic, type TrafficOptions } from './mixed-traffic.ts';

const SAMPLE_MS = 100;
/** The summary looks at the drives once a second: what it says was so at some moment of the last one, and a little. */
const LOOKED_WITHIN_MS = 1_300;
const MOST_DIFFERENCE = 0.01;
const DRIVE_SIZE = '384mib';
const DRIVE_BYTES = 384 * 1_048_576;
/** Few, so that what they are promised and have not written yet is little. */
const CLIENTS = 3;

interface Sample {
  readonly atMs: number;
  readonly allottedBytes: number;
  readonly accountedBytes: number;
}

export const hardBound: Check = {
  name: 'a drive never takes more than its size, and accounts for what it takes',
  limit: `no sample over the size, allotted or accounted; both agree within ${MOST_DIFFERENCE * 100} %`,
  atLeast: { full: 500, short: 80 },
  async run({ form, seed, progress }: CheckRun) {
    const lastsMs = form === 'full' ? 60_000 : 13_000;
    return withLoneNode({ driveSizes: [DRIVE_SIZE] }, async (lone) => {
      const { origin, node } = lone;
      const options: Omit<TrafficOptions, 'kinds'> = { origin, seed, clients: CLIENTS, names: 400, raises: 0.05 };
      const traffic = new MixedTraffic({ ...options, kinds: ['fresh', 'fresh', 'validated', 'whole', 'chunked'] });
      const samples: Sample[] = [];
      const endMs = performance.now() + lastsMs;
      let isOver = false;
      const sampling = sample(lone, samples, () => isOver);
      await traffic.run(node.port, () => performance.now() > endMs);
      // Quiet: now the two must agree without the allowance of a second.
      await Bun.sleep(LOOKED_WITHIN_MS * 2);
      isOver = true;
      await sampling;
      progress(traffic.tally.told);
      const evicted = (await node.summary()).drives[0]?.counters['evictedExtents'] ?? 0;
      return judge(samples, traffic.tally.wrong, evicted);
    });
  },
};

async function sample({ directory, node }: LoneNode, samples: Sample[], isOver: () => boolean): Promise<void> {
  const drive = join(directory, 'drive0');
  for (let next = performance.now(); !isOver(); next += SAMPLE_MS) {
    const accountedBytes = (await node.summary()).drives[0]?.usedBytes ?? 0;
    samples.push({ atMs: performance.now(), allottedBytes: allottedBytes(drive), accountedBytes });
    await Bun.sleep(Math.max(0, next + SAMPLE_MS - performance.now()));
  }
}

function judge(samples: readonly Sample[], wrongBytes: readonly string[], evicted: number) {
  const wrong = [...wrongBytes];
  let worst = 0;
  for (const { atMs, allottedBytes: allotted, accountedBytes } of samples) {
    if (allotted > DRIVE_BYTES) wrong.push(`${allotted} bytes are allotted`);
    if (accountedBytes > DRIVE_BYTES) wrong.push(`${accountedBytes} bytes are accounted`);
    const then = samples.filter((other) => other.atMs <= atMs && other.atMs > atMs - LOOKED_WITHIN_MS);
    // Of a drive that has just started little is known.
    if (atMs - (samples[0]?.atMs ?? 0) < LOOKED_WITHIN_MS) continue;
    const least = Math.min(...then.map((other) => other.allottedBytes));
    const most = Math.max(...then.map((other) => other.allottedBytes));
    worst = Math.max(worst, Math.max(least - accountedBytes, accountedBytes - most) / DRIVE_BYTES);
  }
  const last = samples.at(-1);
  const atRest = last === undefined ? 1 : Math.abs(last.allottedBytes - last.accountedBytes) / last.allottedBytes;
  const highest = Math.max(...samples.map(({ allottedBytes: allotted }) => allotted)) / DRIVE_BYTES;
  const percent = (share: number) => `${(share * 100).toFixed(2)} %`;
  const figure = `at most ${percent(highest)} full, ${percent(worst)} apart under way, ${percent(atRest)} at rest, ${evicted} files evicted`;
  const ok = wrong.length === 0 && worst <= MOST_DIFFERENCE && atRest <= MOST_DIFFERENCE && evicted > 0;
  return { figure, tried: samples.length, ok, wrong };
}

/** Blocks that the file system has given to all that lies in a directory, SQLite's files included. */
function allottedBytes(path: string): number {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined) return 0;
  const own = found.blocks * 512;
  if (!found.isDirectory()) return own;
  return readdirSync(path).reduce((sum, name) => sum + allottedBytes(join(path, name)), own);
}
