import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SECRETS_FORMAT } from './secrets-format.ts';
import { SqliteConnection } from './sqlite-connection.ts';
import type { Decided } from './transaction.ts';
import { WriteQueue } from './write-queue.ts';

let directory: string;
let connection: SqliteConnection;
let other: SqliteConnection;
let queue: WriteQueue;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'nearhop-queue-'));
  const path = join(directory, 'file.db');
  connection = new SqliteConnection({ path, format: SECRETS_FORMAT, access: 'create' });
  other = new SqliteConnection({ path, format: SECRETS_FORMAT, access: 'read' });
  queue = new WriteQueue(() => connection);
});
afterEach(() => {
  for (const each of [other, connection]) each.close();
  rmSync(directory, { recursive: true });
});

const versionIn = (from: SqliteConnection) =>
  from.statement<{ version: number }>('SELECT version FROM version').get()?.version ?? 0;

/** Counts one up, and says to where; `keep`: or takes that back. */
const count = (keep: boolean) => (): Decided<number> => {
  connection.statement('UPDATE version SET version = version + 1').run();
  return { keep, result: versionIn(connection) };
};

describe('WriteQueue.share', () => {
  test('takes back only what is not to be kept, whatever shares the transaction, and each sees what came before', async () => {
    const works = Array.from({ length: 30 }, (_, index) => count(index % 3 !== 0));
    const results = await Promise.all(works.map((work) => queue.share(work)));
    expect(results).toEqual(works.map((_, index) => index - Math.ceil(index / 3) + 1));
    expect(versionIn(other)).toBe(20);
  });

  test('tells whose work throws, alone, and keeps the order of the others', async () => {
    const done: string[] = [];
    const at = (name: string, work: () => Decided<number>) =>
      queue.share(work).then(
        (version) => done.push(`${name}${version}`),
        (error: unknown) => done.push(`${name} ${String(error)}`),
      );
    const wrong = () => {
      count(true)();
      throw new RangeError('wrong');
    };
    const alone = queue.run(() => done.push('alone'));
    await Promise.all([at('a', count(true)), at('b', wrong), at('c', count(true)), alone, at('d', count(false))]);
    expect(done).toEqual(['alone', 'a1', 'b RangeError: wrong', 'c2', 'd3']);
    expect(versionIn(other)).toBe(2);
  });
});
