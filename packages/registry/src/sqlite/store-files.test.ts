import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { Database } from 'bun:sqlite';
import { copyFileSync, existsSync, renameSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { changeOf, customerWrite, mustCommit } from '../contract-suite/example-records.ts';
import type { FreshRegistry } from '../contract-suite/fresh-registry.ts';
import { RegistryUnavailableError } from '../errors.ts';
import { openRegistry } from '../open-registry.ts';
import type { Registry } from '../registry.ts';
import { openFreshSqliteRegistry } from './fresh-sqlite-registry.ts';

let fresh: FreshRegistry;
let path: string;

beforeEach(async () => {
  fresh = await openFreshSqliteRegistry();
  path = fresh.store.slice('sqlite:'.length);
  await mustCommit(fresh.registry, customerWrite('a'));
});
afterEach(() => fresh.dispose());

async function failure(promise: Promise<unknown>): Promise<Error> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(RegistryUnavailableError);
  return error as Error;
}

async function pagesOf(registry: Registry): Promise<number> {
  let records = 0;
  for await (const page of (await registry.snapshot()).pages) records += page.length;
  return records;
}

async function follows(registry: Registry): Promise<void> {
  const position = { lineage: 'x', revision: 0, chain: '' };
  for await (const step of registry.changes(position, new AbortController().signal)) expect(step.kind).toBe('reload');
}

const OPERATIONS: readonly [name: string, run: (registry: Registry) => Promise<unknown>][] = [
  ['position', (registry) => registry.position()],
  ['commit', (registry) => registry.commit(changeOf(customerWrite('b')), [])],
  ['snapshot', pagesOf],
  ['changes', follows],
  ['history', (registry) => registry.history({ limit: 1 })],
  ['get', (registry) => registry.get('customer', 'a')],
  ['list', (registry) => registry.list('claim', { limit: 1 })],
  ['reserveNodeNumbers', (registry) => registry.reserveNodeNumbers(1)],
];

/** Moves the store's files away, and returns what moves them back. */
function moveAway(): () => void {
  const sides = ['', '-wal', '-shm'].filter((side) => existsSync(path + side));
  for (const side of sides) renameSync(path + side, `${path}${side}.away`);
  return () => {
    for (const side of sides) renameSync(`${path}${side}.away`, path + side);
  };
}

describe('SqliteRegistry whose file was deleted', () => {
  test.each(OPERATIONS)('rejects %s', async (_, run) => {
    for (const side of ['', '-wal', '-shm']) rmSync(path + side);
    expect((await failure(run(fresh.registry))).message).toContain('is gone (ENOENT)');
    expect(existsSync(path)).toBe(false);
  });

  test('works again when the same file is put back', async () => {
    const putBack = moveAway();
    await failure(fresh.registry.position());
    putBack();
    expect(await mustCommit(fresh.registry, customerWrite('b'))).toMatchObject({ revision: 2 });
  });
});

describe('SqliteRegistry whose file was replaced', () => {
  test.each(OPERATIONS)('rejects %s', async (_, run) => {
    copyFileSync(path, `${path}.copy`);
    renameSync(`${path}.copy`, path);
    expect((await failure(run(fresh.registry))).message).toContain('was replaced by another file');
  });

  test('leaves the log of the new file alone when it closes', async () => {
    moveAway();
    const next = await openRegistry(fresh.store, { access: 'write' });
    await mustCommit(next, customerWrite('new'));
    await failure(fresh.registry.position());
    await fresh.registry.close();
    expect(existsSync(`${path}-wal`)).toBe(true);
    expect(await mustCommit(next, customerWrite('newer'))).toMatchObject({ revision: 2 });
    await next.close();
  });

  test('leaves following with an error, and a new registry follows the new file', async () => {
    const follower = await fresh.reopen('follow');
    const position = await follower.position();
    const waiting = failure(
      (async () => {
        for await (const step of follower.changes(position, new AbortController().signal)) expect(step).toBeUndefined();
      })(),
    );
    moveAway();
    await waiting;
    await failure(openRegistry(fresh.store, { access: 'follow' }));
    const next = await openRegistry(fresh.store, { access: 'write' });
    expect((await next.position()).lineage).not.toBe(position.lineage);
    await next.close();
  });
});

describe('SqliteRegistry whose file was spoiled in place', () => {
  test.each(OPERATIONS)('rejects %s when it was cut short', async (_, run) => {
    truncateSync(path, Math.floor(statSync(path).size / 2));
    await failure(run(fresh.registry));
  });

  test.each(OPERATIONS)(
    'rejects %s when its shared memory was cut short, and does not end the process',
    async (_, run) => {
      const { size } = statSync(`${path}-shm`);
      truncateSync(`${path}-shm`, 0);
      expect((await failure(run(fresh.registry))).message).toContain('-shm" was cut short');
      truncateSync(`${path}-shm`, size); // all zeros: SQLite makes its index again from the log
      expect(await mustCommit(fresh.registry, customerWrite('b'))).toMatchObject({
        revision: 2,
        counts: { customer: 2 },
      });
    },
  );

  test.each(OPERATIONS)('rejects %s when it is full of garbage', async (_, run) => {
    await fresh.registry.close();
    const again = await fresh.reopen('write'); // everything is in the file now, nothing in the log
    await again.position();
    writeFileSync(path, new Uint8Array(statSync(path).size).fill(0xa5));
    await failure(run(again));
  });

  test('cannot be opened while it is garbage, and can be when it is whole again', async () => {
    await fresh.registry.close();
    copyFileSync(path, `${path}.copy`);
    writeFileSync(path, new Uint8Array(8_192).fill(0x41));
    for (const access of ['write', 'follow'] as const) await failure(openRegistry(fresh.store, { access }));
    renameSync(`${path}.copy`, path);
    expect(await (await fresh.reopen('follow')).get('customer', 'a')).toMatchObject({ revision: 1 });
  });
});

describe('openRegistry', () => {
  test('never makes a store in order to follow it', async () => {
    const store = `sqlite:${dirname(path)}/none/registry.db`;
    await failure(openRegistry(store, { access: 'follow' }));
    expect(existsSync(`${dirname(path)}/none`)).toBe(false);
  });

  test('refuses a file of another version, of another program and an empty one, and leaves them as they are', async () => {
    await fresh.registry.close();
    const database = new Database(path);
    database.run('PRAGMA user_version = 99');
    database.close();
    expect((await failure(openRegistry(fresh.store, { access: 'write' }))).message).toContain(
      'Got v99 data when expected v2',
    );
    const foreign = `${path}.foreign`;
    const other = new Database(foreign);
    other.run('CREATE TABLE t (a)');
    other.close();
    expect((await failure(openRegistry(`sqlite:${foreign}`, { access: 'write' }))).message).toContain(
      'not a Nearhop registry',
    );
    writeFileSync(`${path}.empty`, '');
    expect((await failure(openRegistry(`sqlite:${path}.empty`, { access: 'follow' }))).message).toContain(
      'the file is empty',
    );
  });

  test('says what to write for a store that it does not know', async () => {
    for (const store of ['', 'registry.db', 'sqlite:', 'sqlite::memory:', 'mysql://x']) {
      const error = await openRegistry(store, { access: 'write' }).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(RangeError);
      expect((error as Error).message).toContain('write sqlite:<path>');
    }
  });

  test('opened by several at once for the first time makes one registry', async () => {
    const store = `sqlite:${dirname(path)}/new/registry.db`;
    const opened = await Promise.all(Array.from({ length: 5 }, () => openRegistry(store, { access: 'write' })));
    const lineages = await Promise.all(opened.map(async (registry) => (await registry.position()).lineage));
    expect(new Set(lineages).size).toBe(1);
    for (const registry of opened) await registry.close();
  });
});

describe('SqliteRegistry whose health file was lost', () => {
  const publish = (registry: Registry, entry: number) => registry.health.publishVector(new Uint8Array([entry]), entry);

  test('goes on with higher numbers, for those who were watching too', async () => {
    const follower = await fresh.reopen('follow');
    const stop = new AbortController();
    const numbers: number[] = [];
    await publish(fresh.registry, 1);
    for await (const { number } of follower.health.vectors(stop.signal)) {
      numbers.push(number);
      if (numbers.length === 4) stop.abort();
      else if (numbers.length === 2) for (const side of ['', '-wal', '-shm']) rmSync(`${path}-health${side}`);
      await publish(fresh.registry, numbers.length);
    }
    expect(numbers).toEqual(numbers.toSorted((x, y) => x - y));
    expect(new Set(numbers).size).toBe(4);
  });

  test('makes it again when it is garbage', async () => {
    const { number } = await publish(fresh.registry, 1);
    await fresh.registry.close();
    writeFileSync(`${path}-health`, new Uint8Array(8_192).fill(0x41));
    const again = await fresh.reopen('write');
    await failure(again.health.vector());
    expect((await publish(again, 2)).number).toBeGreaterThan(number);
    expect((await again.health.vector()).entries).toEqual(new Uint8Array([2]));
  });
});
