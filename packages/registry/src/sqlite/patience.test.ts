import { Database } from 'bun:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { customerWrite, mustCommit } from '../contract-suite/example-records.ts';
import type { FreshRegistry } from '../contract-suite/fresh-registry.ts';
import { RegistryUnavailableError } from '../errors.ts';
import { openFreshSqliteRegistry } from './fresh-sqlite-registry.ts';
import { patiently } from './patience.ts';

let fresh: FreshRegistry;
let other: Database;

beforeEach(async () => {
  fresh = await openFreshSqliteRegistry();
  other = new Database(fresh.store.slice('sqlite:'.length));
});
afterEach(async () => {
  other.close();
  await fresh.dispose();
});

describe('SqliteRegistry while another writer holds the file', () => {
  test('commits wait, in their order, and leave the thread free; reads do not wait', async () => {
    other.run('BEGIN IMMEDIATE');
    const done: string[] = [];
    const commits = ['a', 'b', 'c'].map((id) =>
      mustCommit(fresh.registry, customerWrite(id)).then(({ revision }) => done.push(`${id}${revision}`)),
    );
    expect((await fresh.registry.position()).revision).toBe(0);
    expect(done).toEqual([]);
    other.run('ROLLBACK');
    await Promise.all(commits);
    expect(done).toEqual(['a1', 'b2', 'c3']);
  });

  test('patience ends with RegistryUnavailableError, and with one more try', async () => {
    other.run('BEGIN IMMEDIATE');
    const rival = new Database(fresh.store.slice('sqlite:'.length));
    const longAgo = performance.now() - 10_001;
    const error = await patiently(() => rival.run('BEGIN IMMEDIATE'), longAgo).catch((reason: unknown) => reason);
    rival.close();
    expect(error).toBeInstanceOf(RegistryUnavailableError);
    expect((error as Error).message).toBe('Cannot use store: another process has held it for 10 s');
  });
});
