import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beginNodeLife, type NodeLife } from '../../harness/cache-node-life.ts';
import type { Check, CheckRun, Finding } from '../check.ts';
import { MixedTraffic } from './mixed-traffic.ts';
import { OracleOrigin } from './oracle-origin.ts';
import type { ContentKind } from './oracle-content.ts';
import { injectedCalls, underStrace, type StraceOptions } from './strace.ts';
import { TinyDisk } from './tiny-disk.ts';

const CLIENTS = 12;
const STORED_KINDS: readonly ContentKind[] = ['fresh', 'fresh', 'validated', 'whole', 'chunked', 'untagged', 'huge'];
/** A node that has had several errors leaves its drive alone for a while: then its life is over, and the next begins. */
const LIFE_MS = 1_500;
const MOST_LIVES = 60;
const REFUSED = 70;

type Menu = Pick<StraceOptions, 'injections' | 'files'>;

const EIO = 'error=EIO';
const SENDS = 'sendfile,preadv2';
const ERRORS: readonly [Menu, ...Menu[]] = [
  {
    files: 'extents',
    injections: [
      { calls: 'pwrite64', does: EIO, when: '11+7' },
      { calls: SENDS, does: EIO, when: '20+15' },
    ],
  },
  {
    files: 'extents',
    injections: [
      { calls: 'pread64', does: EIO, when: '3+3' },
      { calls: SENDS, does: EIO, when: '30+17' },
    ],
  },
  {
    files: 'extents-and-index',
    injections: [
      { calls: 'pwrite64', does: EIO, when: '60+23' },
      { calls: 'pread64', does: EIO, when: '30+7' },
    ],
  },
  { files: 'extents', injections: [{ calls: SENDS, does: EIO, when: '9+9' }] },
];

const ENOSPC = 'error=ENOSPC';
const FULL_DISK: readonly [Menu, ...Menu[]] = [
  { files: 'extents', injections: [{ calls: 'pwrite64', does: ENOSPC, when: '11+7' }] },
  { files: 'extents-and-index', injections: [{ calls: 'pwrite64', does: ENOSPC, when: '200+3' }] },
];

export const failingDisk: Check = {
  name: 'a disk that fails reads and writes (EIO) makes no byte wrong',
  limit: '0 wrong of all answers; 50 faults or more of each call (short: 2), seen in the trace',
  atLeast: { full: 200, short: 8 },
  run: (run) => traced(run, ERRORS),
};

export const refusingDisk: Check = {
  name: 'a disk that refuses writes (ENOSPC, put in) makes no byte wrong',
  limit: '0 wrong of all answers; 50 faults or more (short: 2), seen in the trace',
  atLeast: { full: 50, short: 2 },
  run: (run) => traced(run, FULL_DISK),
};

/** Traffic over lives of a node with faults in its drive's calls, until there were enough of them. */
async function traced({ form, seed, progress }: CheckRun, menus: readonly [Menu, ...Menu[]]): Promise<Finding> {
  const wanted = form === 'full' ? 50 : 2;
  const calls = [...new Set(menus.flatMap(({ injections }) => injections.flatMap((one) => one.calls.split(','))))];
  const directory = mkdtempSync(join(tmpdir(), 'nearhop-faults-'));
  const drive = join(directory, 'drive');
  const origin = await OracleOrigin.start();
  const traffic = new MixedTraffic({ origin, seed, clients: CLIENTS, names: 40, kinds: STORED_KINDS, raises: 0.1 });
  const deaths: string[] = [];
  const faults = new Map(calls.map((call) => [call, 0]));
  const total = () => [...faults.values()].reduce((sum, count) => sum + count, 0);
  const fewest = () => Math.min(...faults.values());
  let lives = 0;
  let refused = 0;
  try {
    for (; (lives < menus.length || fewest() < wanted) && lives < MOST_LIVES; lives++) {
      // Each start takes new numbers for files, of which so many are watched.
      if (lives % menus.length === 0) rmSync(drive, { recursive: true, force: true });
      const log = join(directory, `strace-${lives}.log`);
      const within = underStrace({ log, drives: [drive], ...(menus[lives % menus.length] ?? menus[0]) });
      const drives = [{ directory: drive, size: '96mib' }];
      const life = beginNodeLife({ directory, origins: [origin.record], drives, within });
      const code = await liveAWhile(life, traffic);
      // A drive whose index cannot be read at the start is refused, with the reason.
      if (code === REFUSED && life.output().includes('STORE_NOT_OPENED')) refused++;
      else if (code !== 0) deaths.push(`life ${lives} ended with ${code}: ${life.output().slice(-600)}`);
      for (const call of calls) faults.set(call, (faults.get(call) ?? 0) + injectedCalls(log, call));
      progress(`life ${lives}: ${total()} faults, ${traffic.tally.told}`);
    }
  } finally {
    await origin[Symbol.asyncDispose]();
    rmSync(directory, { recursive: true, force: true });
  }
  const wrong = [...traffic.tally.wrong, ...deaths];
  const told = [...faults].map(([call, count]) => `${count} ${call}`).join(', ');
  if (fewest() < wanted) wrong.push(`too few faults: ${told}`);
  const figure = `faults in ${told}, in ${lives} lives, ${refused} of them refused at the start; ${traffic.tally.told}`;
  return { figure, tried: total(), ok: wrong.length === 0, wrong };
}

/** Traffic for a while, if it comes up; with its exit code. */
async function liveAWhile(life: NodeLife, traffic: MixedTraffic): Promise<number> {
  const node = await life.started.catch(() => null);
  if (node === null) return life.exited;
  const endMs = performance.now() + LIFE_MS;
  await traffic.run(node.port, () => performance.now() > endMs);
  return node.stop();
}

export const tinyDisk: Check = {
  name: 'a disk that is full before its drive is (ENOSPC, real) makes no byte wrong',
  limit: '0 wrong of all answers; the node counts each refused write',
  atLeast: { full: 50 },
  async run({ seed, progress }: CheckRun) {
    const directory = mkdtempSync(join(tmpdir(), 'nearhop-tiny-'));
    const origin = await OracleOrigin.start();
    const traffic = new MixedTraffic({ origin, seed, clients: CLIENTS, names: 40, kinds: STORED_KINDS, raises: 0.1 });
    const deaths: string[] = [];
    let refused = 0;
    let lives = 0;
    try {
      using disk = new TinyDisk(join(directory, 'disk'), '40m');
      for (; refused < 100 && lives < MOST_LIVES; lives++) {
        const drives = [{ directory: join(disk.directory, 'drive'), size: '256mib' }];
        const life = beginNodeLife({ directory, origins: [origin.record], drives });
        const node = await life.started;
        const endMs = performance.now() + LIFE_MS * 2;
        await traffic.run(node.port, () => performance.now() > endMs);
        refused += await noSpaceErrors(() => node.summary());
        const code = await node.stop();
        if (code !== 0) deaths.push(`life ${lives} ended with ${code}: ${life.output().slice(-600)}`);
        progress(`life ${lives}: ${refused} refused writes, ${disk.freeBytes} bytes free, ${traffic.tally.told}`);
      }
    } finally {
      await origin[Symbol.asyncDispose]();
      rmSync(directory, { recursive: true, force: true });
    }
    const wrong = [...traffic.tally.wrong, ...deaths];
    const figure = `${refused} refused writes in ${lives} lives; ${traffic.tally.told}`;
    return { figure, tried: refused, ok: wrong.length === 0, wrong };
  },
};

/** As the node counts them; its summary is a second behind. */
async function noSpaceErrors(summary: () => Promise<{ drives: readonly { counters: Record<string, number> }[] }>) {
  await Bun.sleep(1_200);
  return (await summary()).drives.reduce((sum, { counters }) => sum + (counters['noSpaceErrors'] ?? 0), 0);
}
