import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { Database } from 'bun:sqlite';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import type { FreshRegistry } from '../contract-suite/fresh-registry.ts';
import { RegistryUnavailableError } from '../errors.ts';
import type { SecretStore } from '../secret-store.ts';
import { openFreshSqliteRegistry } from './fresh-sqlite-registry.ts';

const SIDES = ['', '-wal', '-shm'];
const SECRET = { kind: 'token', id: 'a', value: 'PRIVATE' } as const;

let fresh: FreshRegistry;
let path: string;
let secrets: SecretStore;

beforeEach(async () => {
  fresh = await openFreshSqliteRegistry();
  path = `${fresh.store.slice('sqlite:'.length)}-secrets`;
  ({ secrets } = fresh.registry);
});
afterEach(() => fresh.dispose());

const OPERATIONS: readonly [name: string, run: () => Promise<unknown>][] = [
  ['get', () => secrets.get('token', 'a')],
  ['list', () => secrets.list('token', { limit: 1 })],
  ['write', () => secrets.write([SECRET])],
  ['version', () => secrets.version()],
];

async function failure(promise: Promise<unknown>): Promise<Error> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(RegistryUnavailableError);
  expect(String(error)).not.toContain('PRIVATE');
  return error as Error;
}

describe('the secrets file', () => {
  test('is made when secrets are first used, for its owner alone', async () => {
    expect(existsSync(path)).toBe(false);
    const mask = process.umask(0);
    try {
      await secrets.write([SECRET]);
    } finally {
      process.umask(mask);
    }
    for (const side of SIDES) expect(statSync(path + side).mode & 0o777).toBe(0o600);
  });

  test('that others may read is taken from them when it is opened', async () => {
    await secrets.write([SECRET]);
    await fresh.registry.close();
    chmodSync(path, 0o644);
    const again = await fresh.reopen('write');
    expect(await again.secrets.get('token', 'a')).toMatchObject({ value: 'PRIVATE' });
    for (const side of SIDES) expect(statSync(path + side).mode & 0o777).toBe(0o600);
  });

  test('is never made by who follows', async () => {
    const follower = await fresh.reopen('follow');
    expect(follower.secrets.version()).rejects.toThrow(TypeError);
    expect(existsSync(path)).toBe(false);
  });

  test('holds no trace of what was removed', async () => {
    await secrets.write([SECRET]);
    await secrets.write([{ ...SECRET, value: null }]);
    await fresh.registry.close(); // everything is in the file now, nothing in the log
    expect(existsSync(`${path}-wal`)).toBe(false);
    expect(await Bun.file(path).text()).not.toContain('PRIVATE');
  });

  test.each(OPERATIONS)('rejects %s when it was deleted, and is not made again', async (_, run) => {
    await secrets.write([SECRET]);
    for (const side of SIDES) rmSync(path + side);
    expect((await failure(run())).message).toContain('is gone (ENOENT)');
    expect(existsSync(path)).toBe(false);
  });

  test.each(OPERATIONS)('rejects %s when another file is in its place', async (_, run) => {
    await secrets.write([SECRET]);
    copyFileSync(path, `${path}.copy`);
    renameSync(`${path}.copy`, path);
    expect((await failure(run())).message).toContain('was replaced by another file');
  });

  test.each(OPERATIONS)('rejects %s when it was cut short, or its shared memory was', async (_, run) => {
    await secrets.write([SECRET]);
    const { size } = statSync(`${path}-shm`);
    truncateSync(`${path}-shm`, 0);
    await failure(run());
    truncateSync(`${path}-shm`, size);
    expect(await secrets.get('token', 'a')).toBeDefined();
    await fresh.registry.close();
    ({ secrets } = await fresh.reopen('write'));
    await secrets.version();
    truncateSync(path, Math.floor(statSync(path).size / 2));
    await failure(run());
  });

  test.each(OPERATIONS)('rejects %s when it is full of garbage', async (_, run) => {
    await secrets.write([SECRET]);
    await fresh.registry.close();
    ({ secrets } = await fresh.reopen('write'));
    await secrets.version();
    writeFileSync(path, new Uint8Array(statSync(path).size).fill(0xa5));
    await failure(run());
  });

  test('of another version or another program is refused, and a value that is no JSON is not shown', async () => {
    await secrets.write([SECRET]);
    await fresh.registry.close();
    const database = new Database(path);
    database.run("UPDATE secrets SET value = 'PRIVATE'");
    database.close();
    ({ secrets } = await fresh.reopen('write'));
    expect((await failure(secrets.get('token', 'a'))).message).toContain('token "a": it is garbage');
    copyFileSync(fresh.store.slice('sqlite:'.length), path);
    ({ secrets } = await fresh.reopen('write'));
    expect((await failure(secrets.version())).message).toContain('it is not a Nearhop secrets file');
  });

  test('is not opened again after the registry was closed', async () => {
    await secrets.write([SECRET]);
    await fresh.registry.close();
    expect((await failure(secrets.version())).message).toContain('it was closed');
  });
});
