import { afterEach, expect, test } from 'bun:test';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chooseDrive } from './hot/choose-drive.ts';
import type { DriveStats } from './store-stats.ts';
import { madeBytes } from './testing/made-bytes.ts';
import { type ChildOptions, runChild } from './testing/run-child.ts';
import { sameBytes } from './testing/same-bytes.ts';
import { keyOf, openTestStore, readMade } from './testing/test-store.ts';

const MIB = 1_048_576;
const root = mkdtempSync(join(tmpdir(), 'nearhop-faults-'));
const directory = join(root, 'drive');
const options: ChildOptions = { directory, sizeBytes: 48 * MIB, seed: 5, steps: 60, mostBytes: 6 * MIB };

afterEach(() => rmSync(root, { recursive: true, force: true }));

/** Mounts need a namespace of their own, and that a privilege. */
const canMount = Bun.spawnSync(['unshare', '-m', 'true'], { stderr: 'ignore' }).exitCode === 0;
const canTrace = Bun.spawnSync(['strace', '-qq', '-o', '/dev/null', 'true'], { stderr: 'ignore' }).exitCode === 0;

test.skipIf(!canMount)(
  'a file system that is full before the drive is makes it evict, and nothing wrong or failed is served',
  async () => {
    const mount = `mkdir -p ${directory} && mount -t tmpfs -o size=16m tmpfs ${directory} && exec "$@"`;
    const { report } = await runChild({ ...options, through: ['unshare', '-m', 'sh', '-c', mount, 'sh'] });
    expect(report.wrong).toEqual([]);
    expect(report.hits).toBeGreaterThan(0);
    const { counters } = report.stats as DriveStats;
    expect(counters.noSpaceErrors).toBeGreaterThan(0);
    expect(counters.evictedExtents).toBeGreaterThan(0);
  },
  60_000,
);

for (const inject of [
  'pwrite64:error=EIO:when=60+90',
  'pread64:error=EIO:when=20+40',
  'pwrite64:error=ENOSPC:when=60+50',
]) {
  test.skipIf(!canTrace)(
    `no wrong byte is served when calls fail: ${inject}`,
    async () => {
      const log = join(root, 'trace');
      await Bun.write(log, '');
      const through = ['strace', '-f', '-qq', '-o', log, '-e', 'trace=pwrite64,pread64', '-e', `inject=${inject}`];
      const { report, exitCode, stderr } = await runChild({ ...options, through });
      expect(report.wrong).toEqual([]);
      expect(exitCode, stderr).toBe(0);
      expect(readFileSync(log, 'utf8').split('INJECTED').length - 1).toBeGreaterThan(3);
    },
    60_000,
  );
}

test('a drive that answers nothing is set aside: its keys are passed through, other drives serve, and it comes back', async () => {
  const made = await openTestStore({ drives: 2, limits: { slowDriveMs: 1_000 } });
  const [first, second] = made.directories.map((name) => ({ directory: name, sizeBytes: 256 * MIB }));
  if (first === undefined || second === undefined) throw new Error('two drives were asked for');
  const namesOf = (drive: typeof first) =>
    range(40).filter((name) => chooseDrive(keyOf(name), [first, second]) === drive);
  const [blocking = 0, other = 0, stored = 0] = namesOf(first);
  const [elsewhere = 0] = namesOf(second);
  const seen = async (kind: string) => {
    while (!made.events.some((event) => event.kind === kind)) await Bun.sleep(10);
  };
  const read = (name: number, blocksMs?: number) => {
    const request = { seed: name, lengthBytes: MIB, ...(blocksMs === undefined ? {} : { blocksMs }) };
    return readMade(made.store, request, 0, MIB, name);
  };
  expect(sameBytes(await read(stored), madeBytes(stored, 0, MIB))).toBe('same');
  const blocked = read(blocking, 3_000);
  await seen('aside');
  expect(await blocked).toBe('DRIVE_ASIDE');
  expect(await read(other)).toBe('pass');
  expect(await read(stored)).toBe('pass');
  expect(sameBytes(await read(elsewhere), madeBytes(elsewhere, 0, MIB))).toBe('same');
  expect((await made.store.stats()).drives.map(({ state }) => state)).toEqual(['aside', 'serving']);
  expect(made.events.some(({ kind }) => kind === 'back')).toBe(false);
  await seen('back');
  expect(sameBytes(await read(other), madeBytes(other, 0, MIB))).toBe('same');
  await made.dispose();
}, 20_000);

function range(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}
