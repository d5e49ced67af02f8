import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beginNodeLife } from '../../harness/cache-node-life.ts';
import type { Check, CheckRun, Finding } from '../check.ts';
import { MixedTraffic } from './mixed-traffic.ts';
import { OracleOrigin } from './oracle-origin.ts';
import type { ContentKind } from './oracle-content.ts';
import { injectedCalls, underStrace, type Injection } from './strace.ts';
import { TinyDisk } from './tiny-disk.ts';

const CLIENTS = 12;
const STORED_KINDS: readonly ContentKind[] = ['fresh', 'fresh', 'validated', 'whole', 'chunked', 'untagged', 'huge'];
/** A node that has had several errors leaves its drive alone for a while: then its life is over, and the next begins. */
const LIFE_MS = 1_500;
const MOST_LIVES = 60;

type Menu = readonly Injection[];

const EIO = 'error=EIO';
const ERRORS: readonly [Menu, ...Menu[]] = [
  [
    { calls: 'pwrite64', does: EIO, when: '30+23' },
    { calls: 'sendfile,preadv2', does: EIO, when: '20+15' },
  ],
  [
    { calls: 'pread64', does: EIO, when: '30+7' },
    { calls: 'sendfile,preadv2', does: EIO, when: '30+17' },
  ],
  [{ calls: 'sendfile,preadv2', does: EIO, when: '9+9' }],
];

const FULL_DISK: readonly [Menu, ...Menu[]] = [
  [{ calls: 'pwrite64', does: 'error=ENOSPC', when: '40+29' }],
  [{ calls: 'pwrite64', does: 'error=ENOSPC', when: '200+3' }],
];

export const failingDisk: Check = {
  name: 'a disk that fails reads and writes (EIO) makes no byte wrong',
  limit: '0 wrong of all answers; each fault seen in the trace',
  atLeast: { full: 50, short: 8 },
  run: (run) => traced(run, ERRORS),
};

export const refusingDisk: Check = {
  name: 'a disk that refuses writes (ENOSPC, put in) makes no byte wrong',
  limit: '0 wrong of all answers; each fault seen in the trace',
  atLeast: { full: 50, short: 8 },
  run: (run) => traced(run, FULL_DISK),
};

/** Traffic over lives of a node with faults in its drive's calls, until there were enough of them. */
async function traced({ form, seed, progress }: CheckRun, menus: readonly [Menu, ...Menu[]]): Promise<Finding> {
  const wanted = form === 'full' ? 80 : 10;
  const directory = mkdtempSync(join(tmpdir(), 'nearhop-faults-'));
  const drive = join(directory, 'drive');
  const origin = await OracleOrigin.start();
  const traffic = new MixedTraffic({ origin, seed, clients: CLIENTS, names: 10, kinds: STORED_KINDS, raises: 0.02 });
  const deaths: string[] = [];
  let faults = 0;
  let lives = 0;
  try {
    for (; (lives < menus.length || faults < wanted) && lives < MOST_LIVES; lives++) {
      const log = join(directory, `strace-${lives}.log`);
      const injections = menus[lives % menus.length] ?? menus[0];
      const within = underStrace({ log, drives: [drive], injections });
      const drives = [{ directory: drive, size: '96mib' }];
      const life = beginNodeLife({ directory, origins: [origin.record], drives, within });
      const node = await life.started;
      const endMs = performance.now() + LIFE_MS;
      await traffic.run(node.port, () => performance.now() > endMs);
      const code = await node.stop();
      if (code !== 0) deaths.push(`life ${lives} ended with ${code}: ${life.output().slice(-600)}`);
      faults += injectedCalls(log);
      progress(`life ${lives}: ${faults} faults, ${traffic.tally}`);
    }
  } finally {
    await origin[Symbol.asyncDispose]();
    rmSync(directory, { recursive: true, force: true });
  }
  const wrong = [...traffic.tally.wrong, ...deaths];
  return {
    figure: `${faults} faults in ${lives} lives; ${traffic.tally}`,
    tried: faults,
    ok: wrong.length === 0,
    wrong,
  };
}

export const tinyDisk: Check = {
  name: 'a disk that is full before its drive is (ENOSPC, real) makes no byte wrong',
  limit: '0 wrong of all answers; the node counts each refused write',
  atLeast: { full: 50 },
  async run({ seed, progress }: CheckRun) {
    const directory = mkdtempSync(join(tmpdir(), 'nearhop-tiny-'));
    const origin = await OracleOrigin.start();
    const traffic = new MixedTraffic({ origin, seed, clients: CLIENTS, names: 10, kinds: STORED_KINDS, raises: 0.02 });
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
        progress(`life ${lives}: ${refused} refused writes, ${disk.freeBytes} bytes free, ${traffic.tally}`);
      }
    } finally {
      await origin[Symbol.asyncDispose]();
      rmSync(directory, { recursive: true, force: true });
    }
    const wrong = [...traffic.tally.wrong, ...deaths];
    const figure = `${refused} refused writes in ${lives} lives; ${traffic.tally}`;
    return { figure, tried: refused, ok: wrong.length === 0, wrong };
  },
};

/** As the node counts them; its summary is a second behind. */
async function noSpaceErrors(summary: () => Promise<{ drives: readonly { counters: Record<string, number> }[] }>) {
  await Bun.sleep(1_200);
  return (await summary()).drives.reduce((sum, { counters }) => sum + (counters['noSpaceErrors'] ?? 0), 0);
}
