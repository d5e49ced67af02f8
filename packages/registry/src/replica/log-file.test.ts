import { expect, test } from 'bun:test';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Revision } from '../revision.ts';
import { LogFile, readLogFile } from './log-file.ts';
import { TestHistory } from './testing/history.ts';
import { customerWrite } from './testing/record-writes.ts';
import { temporaryDirectory } from './testing/temporary-directory.ts';

function threeRevisions(): Revision[] {
  const history = new TestHistory();
  return ['a', 'b', 'c'].map((id) => history.commit([customerWrite(id)]));
}

async function writeLog(path: string, revisions: readonly Revision[]): Promise<Buffer> {
  const log = new LogFile(path);
  for (const revision of revisions) log.append(revision);
  await log.close();
  return readFileSync(path);
}

function read(path: string): {
  readonly revisions: Revision[];
  readonly damage: string | undefined;
  readonly endBytes: number;
} {
  const revisions: Revision[] = [];
  let endBytes = 0;
  const lines = readLogFile(path);
  for (let line = lines.next(); ; line = lines.next()) {
    if (line.done) return { revisions, damage: line.value.damage, endBytes };
    revisions.push(line.value.revision);
    endBytes = line.value.endBytes;
  }
}

test('LogFile gives back what was appended', async () => {
  using directory = temporaryDirectory();
  const path = join(directory.path, 'log');
  const revisions = threeRevisions();
  await writeLog(path, revisions);
  expect(read(path)).toMatchObject({ revisions, damage: undefined });
});

test('a log cut at any byte of its last line keeps every line before', async () => {
  using directory = temporaryDirectory();
  const path = join(directory.path, 'log');
  const revisions = threeRevisions();
  const whole = await writeLog(path, revisions);
  const lastLine = (await writeLog(path, revisions.slice(0, 2))).length;
  expect(whole.length - lastLine).toBeGreaterThan(100);
  for (let length = lastLine + 1; length < whole.length; length++) {
    writeFileSync(path, whole.subarray(0, length));
    const { revisions: kept, damage, endBytes } = read(path);
    expect(kept).toEqual(revisions.slice(0, 2));
    expect(damage).toContain('torn line');
    expect(endBytes).toBe(lastLine);
  }
});

test('a log with any bit flipped keeps every line before it, and gives none that was not written', async () => {
  using directory = temporaryDirectory();
  const path = join(directory.path, 'log');
  const revisions = threeRevisions();
  const ends: number[] = [];
  for (const count of [0, 1, 2, 3]) ends.push((await writeLog(path, revisions.slice(0, count))).length);
  const whole = await writeLog(path, revisions);
  for (let bit = 0; bit < whole.length * 8; bit++) {
    const flipped = Buffer.from(whole);
    flipped.writeUInt8(whole.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
    writeFileSync(path, flipped);
    const { revisions: kept, damage } = read(path);
    const before = ends.findLastIndex((end) => end <= bit >> 3);
    expect(kept).toEqual(revisions.slice(0, Math.max(before, 0)));
    expect(damage).toBeDefined();
  }
});

test('LogFile goes on behind the bytes that it is told to keep', async () => {
  using directory = temporaryDirectory();
  const path = join(directory.path, 'log');
  const revisions = threeRevisions();
  await writeLog(path, revisions);
  writeFileSync(path, readFileSync(path).subarray(0, -5));
  const log = new LogFile(path, read(path).endBytes);
  for (const revision of revisions.slice(2)) log.append(revision);
  await log.close();
  expect(read(path)).toMatchObject({ revisions, damage: undefined });
});

test('a log of another kind gives nothing and says so', async () => {
  using directory = temporaryDirectory();
  const path = join(directory.path, 'log');
  writeFileSync(path, 'nearhop-replica-log v2\n');
  expect(read(path)).toMatchObject({ revisions: [], damage: `"${path}" does not begin with "nearhop-replica-log v1"` });
});
