import { createLog } from '@nearhop/service-kit';
import { expect, test } from 'bun:test';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { refusedLine } from './access-line.ts';
import { AccessLog } from './access-log.ts';

const log = createLog('cache-node', { level: 'silent' });
const LINE = { atMs: 0, client: '127.0.0.1', method: 'GET', target: '/', status: 400, why: 'malformed' };

test('AccessLog writes a JSON object a line, one of so many', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'nearhop-access-'));
  const path = join(directory, 'access.log');
  const access = new AccessLog({ path, oneOf: 3 }, log);
  for (let index = 0; index < 30; index++) access.add(() => refusedLine({ ...LINE, status: index }));
  await access.close(10_000);
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
  expect(lines.map((line) => (JSON.parse(line) as { status: number }).status)).toEqual([
    2, 5, 8, 11, 14, 17, 20, 23, 26, 29,
  ]);
  rmSync(directory, { recursive: true });
});

test('AccessLog goes on when the file cannot be written', async () => {
  const access = new AccessLog({ path: '/proc/no/such/access.log', oneOf: 1 }, log);
  access.add(() => refusedLine(LINE));
  await access.close(10_000);
});
