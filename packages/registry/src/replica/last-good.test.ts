import { expect, test } from 'bun:test';
import {
  appendFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { RecordWrite } from '../records.ts';
import { Alarms } from './alarms.ts';
import { LastGood } from './last-good.ts';
import type { Held } from './last-good-reader.ts';
import { TestHistory } from './testing/history.ts';
import { quietLog } from './testing/quiet-log.ts';
import { contentsOf, recordMapView, type RecordMap } from './testing/record-map.ts';
import { customerWrite } from './testing/record-writes.ts';
import { temporaryDirectory } from './testing/temporary-directory.ts';

/** A last good state under test, with the history that it is told of. */
class Bench {
  readonly alarms = new Alarms({ log: quietLog, now: () => new Date() });
  readonly directory: string;
  readonly lastGood: LastGood<RecordMap>;
  readonly history: TestHistory;
  readonly held: { state: RecordMap } = { state: new Map() };

  constructor(directory: string, history = new TestHistory()) {
    this.directory = directory;
    this.history = history;
    this.lastGood = new LastGood({ directory }, { view: recordMapView, alarms: this.alarms });
  }

  commit(...writes: RecordWrite[]): void {
    const revision = this.history.commit(writes);
    recordMapView.apply(this.held.state, revision);
    this.lastGood.append(revision);
  }

  snapshot(): Promise<'written' | 'failed'> {
    const body = [...recordMapView.encode(this.held.state)];
    this.lastGood.beginLog(this.history.position);
    return this.lastGood.writeSnapshot(this.history.position, Promise.resolve(body));
  }

  get codes(): string[] {
    return this.alarms.list.map(({ code }) => code);
  }

  /** The directory as another process would find it. */
  reopen(): { readonly bench: Bench; readonly held: Held<RecordMap> | undefined; readonly highestRevision: number } {
    const bench = new Bench(this.directory, this.history);
    const { held, seen } = bench.lastGood.load();
    if (held !== undefined) bench.held.state = held.state;
    return { bench, held, highestRevision: seen.highestRevision };
  }

  files(kind: 'snapshot' | 'log'): string[] {
    return readdirSync(this.directory)
      .filter((name) => name.startsWith(kind))
      .sort()
      .map((name) => join(this.directory, name));
  }

  /** Whether what is on disk is exactly what was committed. */
  async expectWhole(): Promise<void> {
    const { held, bench } = this.reopen();
    expect(held?.position).toEqual(this.history.position);
    expect(contentsOf(held?.state)).toBe(contentsOf(this.held.state));
    await bench.lastGood.close();
  }
}

async function filledBench(directory: string): Promise<Bench> {
  const bench = new Bench(directory);
  expect(bench.lastGood.load()).toEqual({ held: undefined, seen: { highestRevision: 0, position: undefined } });
  bench.commit(customerWrite('a'));
  await bench.snapshot();
  bench.commit(customerWrite('b'));
  await bench.snapshot();
  bench.commit(customerWrite('c'));
  bench.commit(customerWrite('d'));
  return bench;
}

function damage(path: string): void {
  const bytes = readFileSync(path);
  bytes.writeUInt8(bytes.readUInt8(bytes.length - 2) ^ 1, bytes.length - 2);
  writeFileSync(path, bytes);
}

test('LastGood gives back the snapshot with the revisions since, and its directory is not for others', async () => {
  using directory = temporaryDirectory();
  const bench = await filledBench(join(directory.path, 'deep', 'replica'));
  await bench.expectWhole();
  expect(statSync(bench.directory).mode & 0o777).toBe(0o750);
  expect(bench.codes).toEqual([]);
});

test('LastGood goes on with the log that it found, over any number of restarts', async () => {
  using directory = temporaryDirectory();
  let bench = await filledBench(directory.path);
  for (const id of ['e', 'f', 'g']) {
    await bench.lastGood.close();
    ({ bench } = bench.reopen());
    bench.commit(customerWrite(id));
    await bench.expectWhole();
  }
  expect(bench.files('log')).toHaveLength(2);
});

test('LastGood reads past a torn end of a log, and what is appended after the restart counts', async () => {
  using directory = temporaryDirectory();
  const bench = await filledBench(directory.path);
  appendFileSync(bench.files('log').at(-1) ?? '', 'deadbeef {"previous":');
  const { bench: restarted, held } = bench.reopen();
  expect(contentsOf(held?.state)).toBe(contentsOf(bench.held.state));
  expect(restarted.codes).toEqual(['last-good-unreadable']);
  restarted.commit(customerWrite('e'));
  await restarted.expectWhole();
});

test('LastGood makes the same state from the snapshot before, when the newest is damaged', async () => {
  using directory = temporaryDirectory();
  const bench = await filledBench(directory.path);
  const newest = bench.files('snapshot').at(-1) ?? '';
  damage(newest);
  await bench.expectWhole();
  rmSync(newest);
  await bench.expectWhole();
});

test('LastGood without any good snapshot holds nothing, and still tells the highest revision', async () => {
  using directory = temporaryDirectory();
  const bench = await filledBench(directory.path);
  for (const path of bench.files('snapshot')) damage(path);
  const { held, highestRevision, bench: restarted } = bench.reopen();
  expect(held).toBeUndefined();
  expect(highestRevision).toBe(bench.history.position.revision);
  expect(restarted.codes).toEqual(['last-good-unreadable']);
  for (const path of [...bench.files('snapshot'), ...bench.files('log')]) truncateSync(path);
  expect(bench.reopen()).toMatchObject({ held: undefined, highestRevision: 2 });
});

test('LastGood loses nothing when the process ends between the new log and the new snapshot', async () => {
  using directory = temporaryDirectory();
  const bench = await filledBench(directory.path);
  const before = bench.files('snapshot');
  await bench.snapshot();
  bench.commit(customerWrite('e'));
  for (const path of bench.files('snapshot')) if (!before.includes(path)) rmSync(path);
  writeFileSync(join(bench.directory, 'snapshot-0000000000000004.tmp'), 'half a snapshot');
  await bench.expectWhole();
  expect(readdirSync(bench.directory).filter((name) => name.endsWith('.tmp'))).toEqual([]);
});

test('LastGood keeps two snapshots and the logs that lead on from them', async () => {
  using directory = temporaryDirectory();
  const bench = await filledBench(directory.path);
  for (const id of ['e', 'f', 'g']) {
    bench.commit(customerWrite(id));
    await bench.snapshot();
  }
  const expected = ['0000000000000006', '0000000000000007'];
  expect(bench.files('snapshot')).toEqual(expected.map((name) => join(bench.directory, `snapshot-${name}`)));
  expect(bench.files('log')).toEqual(expected.map((name) => join(bench.directory, `log-${name}`)));
});

test('LastGood raises alarms over a disk that fails, and clears them when a snapshot is written again', async () => {
  using directory = temporaryDirectory();
  const bench = await filledBench(join(directory.path, 'replica'));
  rmSync(bench.directory, { recursive: true });
  writeFileSync(bench.directory, 'in the way');
  expect(await bench.snapshot()).toBe('failed');
  expect(bench.codes).toEqual(['last-good-unwritable']);
  bench.commit(customerWrite('e'));
  const { bench: restarted, held } = bench.reopen();
  expect(held).toBeUndefined();
  expect(restarted.codes).toEqual(['last-good-unreadable']);
  rmSync(bench.directory);
  mkdirSync(bench.directory);
  expect(await bench.snapshot()).toBe('written');
  expect(bench.codes).toEqual([]);
  await bench.expectWhole();
});
