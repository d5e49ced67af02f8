import { afterAll, beforeAll, describe, expect, spyOn, test } from 'bun:test';
import { claimId } from '@nearhop/contracts';
import { routingTableView } from '@nearhop/decision';
import {
  checkBackup,
  openRegistry,
  OutcomeUnknownError,
  RECORD_KINDS,
  Replica,
  type RegistryPosition,
} from '@nearhop/registry';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startRedis, type RedisServer } from '../../../../../test/harness/redis-servers.ts';
import { waitUntil } from '../../../../../test/harness/wait-until.ts';
import type { CommandFailure } from '../../command-failure.ts';
import { runCommandLine } from '../../command-line.ts';
import { RecordingTerminal } from '../../testing/recording-terminal.ts';
import { checkedSource } from './checked-source.ts';
import { restoreFrom } from './restore-from.ts';

const PASSWORD = 'hush-hush';
const folder = mkdtempSync(join(tmpdir(), 'nearhop-registry-command-'));
const sqlite = `sqlite:${join(folder, 'registry.db')}`;
const csv = join(folder, 'rows.csv');
writeFileSync(csv, 'customer,node,server,blocks\nacme,One-1,8.8.0.1,8.1.0.0/24 8.1.1.0/24\nacme,Two-1,,8.1.2.0/24\n');
afterAll(() => rmSync(folder, { recursive: true }));

let serial = 0;
const newFile = () => join(mkdtempSync(join(folder, 'backup-')), `registry-${++serial}.jsonl`);

async function run(store: string | undefined, ...args: readonly string[]) {
  const terminal = new RecordingTerminal({ NEARHOP_LAB: 'true', ...(store !== undefined && { NEARHOP_STORE: store }) });
  const code = await runCommandLine(args, terminal);
  return { code, out: terminal.out.join('\n'), err: terminal.err.join('\n') };
}

async function statusOf(store: string) {
  return JSON.parse((await run(store, 'registry', 'status', '-o', 'json')).out) as Record<string, unknown>;
}

beforeAll(async () => {
  expect(await run(sqlite, 'import', csv)).toMatchObject({ code: 0 });
});

describe('nearhop registry without a store', () => {
  const commands = [['status'], ['backup', 'file'], ['restore', 'file', '--reason', 'lost']];
  for (const args of commands) {
    test(`refuses ${args[0]} and names the variable`, async () => {
      const { code, err } = await run(undefined, 'registry', ...args);
      expect(code).toBe(2);
      expect(err).toContain('NEARHOP_STORE is not set');
    });
  }
});

describe('nearhop registry status', () => {
  test('shows where the store stands', async () => {
    const registry = await openRegistry(sqlite, { access: 'write' });
    const { number } = await registry.health.publishVector(Uint8Array.of(1, 1), 0);
    const { lineage, revision, chain, counts } = await registry.position();
    await registry.close();
    expect(counts).toEqual({ customer: 1, origin: 0, node: 2, claim: 3 });
    expect(await statusOf(sqlite)).toEqual({ store: 'sqlite', lineage, revision, chain, counts, health: number });
    const { out } = await run(sqlite, 'registry', 'status');
    for (const text of [lineage, chain.slice(0, 12), '1 customer, 2 nodes, 3 blocks, 0 origins', String(number)])
      expect(out).toContain(text);
    expect((await run(sqlite, 'registry', 'status', '-o', 'yaml')).out).toContain(`revision: ${revision}`);
  });

  test('makes no store where there is none', async () => {
    const path = newFile();
    expect(await run(`sqlite:${path}`, 'registry', 'status')).toMatchObject({ code: 3, out: '' });
    expect(readdirSync(join(path, '..'))).toEqual([]);
  });
});

describe('nearhop registry backup', () => {
  test('writes a whole backup that only its owner may read, and says position and size', async () => {
    const path = newFile();
    const { code, out } = await run(sqlite, 'registry', 'backup', path, '-o', 'json');
    expect(code).toBe(0);
    const { mode, size } = statSync(path);
    expect(mode & 0o777).toBe(0o600);
    const { position } = await checkBackup(() => Bun.file(path).stream());
    expect(JSON.parse(out)).toEqual({ file: path, sizeBytes: size, records: 6, position });
    const { revision, lineage } = await statusOf(sqlite);
    expect([position.revision, position.lineage]).toEqual([revision as number, lineage as string]);
    expect(readdirSync(join(path, '..'))).toHaveLength(1);
  });

  test('leaves a file that is there alone, unless --force is given', async () => {
    const path = newFile();
    writeFileSync(path, 'mine');
    chmodSync(path, 0o644);
    const { code, err } = await run(sqlite, 'registry', 'backup', path);
    expect([code, readFileSync(path, 'utf8')]).toEqual([1, 'mine']);
    expect(err).toContain('--force');
    expect(await run(sqlite, 'registry', 'backup', path, '--force')).toMatchObject({ code: 0 });
    await checkBackup(() => Bun.file(path).stream());
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(join(path, '..'))).toHaveLength(1);
  });

  test('interrupted, leaves nothing behind', async () => {
    const path = newFile();
    const terminal = new RecordingTerminal({ NEARHOP_STORE: sqlite });
    terminal.interrupt();
    expect(await runCommandLine(['registry', 'backup', path], terminal)).toBe(1);
    expect(readdirSync(join(path, '..'))).toEqual([]);
  });

  test('names a folder that is not there', async () => {
    const { code, err } = await run(sqlite, 'registry', 'backup', join(folder, 'nowhere', 'file'));
    expect(code).toBe(1);
    expect(err).toContain('there is no such file or folder');
  });
});

describe('nearhop registry restore', () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await startRedis();
    await server.admin.call('CONFIG', 'SET', 'requirepass', PASSWORD);
  });
  afterAll(() => server.stop());

  const redis = (database: number) => `redis://:${PASSWORD}@127.0.0.1:${server.port}/${database}`;

  test('fills an empty Redis with what a backup holds, and keeps the reason', async () => {
    const path = newFile();
    await run(sqlite, 'registry', 'backup', path);
    const args = ['registry', 'restore', path, '--reason', 'the old disk died', '--above-revision', '5000000'];
    const { code, out, err } = await run(redis(1), ...args);
    expect([code, err]).toEqual([0, expect.stringContaining('is whole')]);
    const [before, after] = [await statusOf(sqlite), await statusOf(redis(1))];
    expect(after).toMatchObject({ store: 'redis', lineage: before['lineage'], counts: before['counts'] });
    expect(after['revision']).toBeGreaterThan(6_000_000);
    expect(out).toContain(`as revision ${String(after['revision'])}: 6 records`);
    const nodes = ['node', 'list', '-o', 'json'];
    const nameAndSpace = (text: string) =>
      (JSON.parse(text) as { name: string; ipSpace: string }[]).map(({ name, ipSpace }) => [name, ipSpace]);
    expect(nameAndSpace((await run(redis(1), ...nodes)).out)).toEqual(nameAndSpace((await run(sqlite, ...nodes)).out));
    const registry = await openRegistry(redis(1), { access: 'follow', lab: true });
    const [newest] = await registry.history({ limit: 1 });
    await registry.close();
    expect(newest).toMatchObject({ why: 'the old disk died', by: expect.stringMatching(/^local:/) });
    const again = newFile();
    expect(await run(redis(1), 'registry', 'backup', again)).toMatchObject({ code: 0 });
    const records = (file: string) => readFileSync(file, 'utf8').split('\n').slice(1, -2);
    expect(records(again)).toEqual(records(path));
    expect(records(again)).toHaveLength(6);
  });

  test('never prints the password of the store', async () => {
    const path = newFile();
    await run(sqlite, 'registry', 'backup', path);
    const runs = [
      await run(redis(2), 'registry', 'restore', path, '--reason', 'moving'),
      await run(redis(2), 'registry', 'status'),
      await run(redis(2), 'registry', 'status', '-o', 'yaml'),
      await run(redis(3), 'registry', 'status'),
    ];
    expect(runs.map(({ code }) => code)).toEqual([0, 0, 0, 3]);
    for (const { out, err } of runs) expect(out + err).not.toContain(PASSWORD);
  });

  test('touches nothing when the file is cut short, is no backup or is not there', async () => {
    const path = newFile();
    await run(sqlite, 'registry', 'backup', path);
    const [cut, foreign] = [newFile(), newFile()];
    writeFileSync(cut, readFileSync(path, 'utf8').slice(0, -30));
    writeFileSync(foreign, 'hello\n');
    for (const file of [cut, foreign, newFile()]) {
      const { code, err } = await run(redis(4), 'registry', 'restore', file, '--reason', 'x');
      expect([code, err]).toEqual([1, expect.stringContaining(file)]);
    }
    await server.admin.call('SELECT', '4');
    expect(await server.admin.dbsize()).toBe(0);
  });

  test('broken off, says how to go on, and goes on', async () => {
    const path = newFile();
    await run(sqlite, 'registry', 'backup', path);
    const registry = await openRegistry(redis(7), { access: 'write', lab: true });
    const terminal = new RecordingTerminal();
    spyOn(registry, 'commit').mockRejectedValueOnce(new OutcomeUnknownError('the network is gone'));
    const request = { why: 'x', aboveRevision: undefined };
    const attempt = restoreFrom(terminal, registry, await checkedSource(terminal, path), request);
    const failure: unknown = await attempt.catch((error: unknown) => error);
    await registry.close();
    expect(failure).toMatchObject({ exit: 'unreachable', message: 'Restore broken off: the network is gone' });
    expect((failure as CommandFailure).details.join()).toContain('run the same command again');
    expect(await run(redis(7), 'registry', 'status')).toMatchObject({ code: 3 });
    expect(await run(redis(7), 'registry', 'restore', path, '--reason', 'x')).toMatchObject({ code: 0 });
    expect((await statusOf(redis(7)))['counts']).toEqual((await statusOf(sqlite))['counts']);
  });

  test('leaves a store of another lineage alone', async () => {
    const path = newFile();
    await run(sqlite, 'registry', 'backup', path);
    expect(await run(redis(5), 'import', csv)).toMatchObject({ code: 0 });
    const before = await statusOf(redis(5));
    const { code, err } = await run(redis(5), 'registry', 'restore', path, '--reason', 'x');
    expect([code, err]).toEqual([3, expect.stringContaining('another registry')]);
    expect(await statusOf(redis(5))).toEqual(before);
  });

  test('wants a reason, and a revision that is a number', async () => {
    expect(await run(redis(6), 'registry', 'restore', 'file')).toMatchObject({
      code: 2,
      err: expect.stringContaining('--reason'),
    });
    const args = ['registry', 'restore', 'file', '--reason', 'x', '--above-revision', 'many'];
    expect(await run(redis(6), ...args)).toMatchObject({ code: 2 });
  });

  test('fills a SQLite file, one that is not there and the one that it was made of', async () => {
    const path = newFile();
    await run(sqlite, 'registry', 'backup', path);
    const before = await statusOf(sqlite);
    for (const store of [`sqlite:${join(folder, 'made', 'new.db')}`, sqlite]) {
      const { code, out } = await run(store, 'registry', 'restore', path, '--reason', 'the file was damaged');
      expect([code, out]).toEqual([0, expect.stringContaining('6 records')]);
      const after = await statusOf(store);
      expect(after).toMatchObject({ store: 'sqlite', lineage: before['lineage'], counts: before['counts'] });
      expect(after['revision']).toBeGreaterThan(Number(before['revision']) + 1_000_000);
    }
  });

  test('makes no SQLite file where there is nothing to restore from', async () => {
    const store = join(folder, 'unmade.db');
    const foreign = newFile();
    writeFileSync(foreign, 'hello\n');
    expect(await run(`sqlite:${store}`, 'registry', 'restore', foreign, '--reason', 'x')).toMatchObject({ code: 1 });
    expect(existsSync(store)).toBe(false);
  });
});

describe("nearhop registry restore from a router's data", () => {
  const data = join(folder, 'data');
  const state = join(data, 'router', '0');
  const lost = `sqlite:${join(folder, 'lost.db')}`;
  let position: RegistryPosition;

  /** What a router that follows the store keeps on disk. */
  beforeAll(async () => {
    await run(lost, 'import', csv);
    const registry = await openRegistry(lost, { access: 'write' });
    const [first, second] = await registry.list('node', { limit: 2 });
    const claims = [
      { node: first?.id ?? '', prefix: '8.2.0.0/16', state: 'valid', shared: true },
      { node: second?.id ?? '', prefix: '8.2.0.0/16', state: 'valid', shared: false },
      { node: second?.id ?? '', prefix: '8.3.0.0/16', state: 'in-review', shared: false, claimedBy: 'somebody' },
    ] as const;
    const writes = claims.map((claim) => {
      const value = { ...claim, customer: 'acme' };
      return { kind: 'claim', id: claimId(value), value } as const;
    });
    await registry.commit({ writes, by: 'test', why: null, at: '2026-11-22T12:00:00.000Z' }, []);
    position = await registry.position();
    await registry.close();
    const log = { info() {}, warn() {}, error() {} };
    const replica = new Replica(
      { directory: state, snapshotEveryMs: 1 },
      { open: () => openRegistry(lost, { access: 'follow' }), view: routingTableView, log },
    );
    await replica.start();
    await waitUntil('the replica has followed', () => replica.position?.revision === position.revision, 20_000);
    await replica.stop();
  });

  const records = async (store: string) => {
    const registry = await openRegistry(store, { access: 'follow' });
    const lists = await Promise.all(RECORD_KINDS.map((kind) => registry.list(kind, { limit: 99 })));
    await registry.close();
    return lists.flat().map(({ kind, id, value }) => ({ kind, id, value }));
  };

  const places = { 'its data folder': data, 'the folder of its process': state };
  for (const [what, path] of Object.entries(places)) {
    test(`brings back what routing follows from, out of ${what}, and says what is not in it`, async () => {
      const store = `sqlite:${join(folder, `${++serial}.db`)}`;
      const { code, err, out } = await run(
        store,
        'registry',
        'restore',
        path,
        '--reason',
        'store and backups are gone',
      );
      expect([code, out]).toEqual([0, expect.stringContaining(`Restored revision ${position.revision}`)]);
      for (const text of ['8 records', '1 claim in review', 'the history', 'users, tokens and keys'])
        expect(err).toContain(text);
      const before = (await records(lost)).filter(({ id }) => !id.startsWith('8.3.0.0/16@'));
      const shared = (each: (typeof before)[number]) =>
        each.id.startsWith('8.2.0.0/16@') ? { ...each, value: { ...each.value, shared: true } } : each;
      expect(await records(store)).toEqual(before.map(shared) as never);
      const after = await statusOf(store);
      expect(after['lineage']).toBe(position.lineage);
      expect(after['revision']).toBeGreaterThan(position.revision + 1_000_000);
    });
  }

  test('takes one snapshot, and refuses one that was damaged', async () => {
    const name = readdirSync(state).find((each) => each.startsWith('snapshot-')) ?? '';
    const store = `sqlite:${join(folder, `${++serial}.db`)}`;
    expect(await run(store, 'registry', 'restore', join(state, name), '--reason', 'x')).toMatchObject({ code: 0 });
    const damaged = newFile();
    const bytes = readFileSync(join(state, name));
    bytes[bytes.length - 1] = 0x20;
    writeFileSync(damaged, bytes);
    const { code, err } = await run(store, 'registry', 'restore', damaged, '--reason', 'x');
    expect([code, err]).toEqual([1, expect.stringContaining('does not match its checksum')]);
  });

  test('refuses a folder that holds nothing of a router', async () => {
    const empty = mkdtempSync(join(folder, 'empty-'));
    const { code, err } = await run(lost, 'registry', 'restore', empty, '--reason', 'x');
    expect([code, err]).toEqual([1, expect.stringContaining('name a file')]);
  });
});
