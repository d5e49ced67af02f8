import { expect, test } from 'bun:test';
import { cpSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ViewError } from '../errors.ts';
import type { RecordWrite } from '../records.ts';
import type { View } from '../view.ts';
import { Replica } from './replica.ts';
import { TestHistory } from './testing/history.ts';
import { quietLog } from './testing/quiet-log.ts';
import { contentsOf, recordMapView, type RecordMap } from './testing/record-map.ts';
import { claimWrite, customerWrite, gone, nodeWrite } from './testing/record-writes.ts';
import { ScriptedRegistry } from './testing/scripted-registry.ts';
import { temporaryDirectory } from './testing/temporary-directory.ts';
import { until } from './testing/until.ts';

/** A store that is all right so far, and a replica that follows it. */
class Scene {
  readonly history = new TestHistory();
  readonly store: ScriptedRegistry;
  readonly replica: Replica<RecordMap>;

  constructor(directory: string | null = null, view: View<RecordMap> = recordMapView) {
    this.store = new ScriptedRegistry(this.history.position, () => this.history.pages());
    const { open } = this.store;
    this.replica = new Replica({ directory, snapshotEveryMs: 0 }, { open, view, log: quietLog });
  }

  commit(...writes: RecordWrite[]): void {
    this.store.revisions.push(this.history.commit(writes));
    this.store.offered = this.history.position;
  }

  async caughtUp(): Promise<void> {
    const { chain } = this.history.position;
    await until('caught up', () => this.replica.position?.chain === chain && this.replica.alarms.length === 0);
    expect(contentsOf(this.replica.state)).toBe(contentsOf(await recordMapView.load(this.history.pages())));
  }

  async alarmed(code: string): Promise<void> {
    await until(`alarm ${code}`, () => this.replica.alarms.some((alarm) => alarm.code === code));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.replica.stop();
    expect(this.store.closed).toBe(this.store.opened);
  }
}

/** What a process that starts now would find in a directory, with no store to be had. */
async function restartedOn(directory: string): Promise<Replica<RecordMap>> {
  const open = () => Promise.reject(new Error('no store'));
  const replica = new Replica({ directory, snapshotEveryMs: 60_000 }, { open, view: recordMapView, log: quietLog });
  await replica.start();
  await replica.stop();
  return replica;
}

test.concurrent('Replica follows commits, and tells each change to those who listen', async () => {
  await using scene = new Scene();
  let told = 0;
  const unsubscribe = scene.replica.onChange(() => told++);
  scene.replica.onChange(() => {
    throw new Error('a listener of no use');
  });
  scene.commit(customerWrite('a'));
  await scene.replica.start();
  await scene.caughtUp();
  expect(told).toBe(1);
  scene.commit(customerWrite('b'), gone(customerWrite('a')));
  scene.commit(customerWrite('c'));
  await scene.caughtUp();
  expect(told).toBe(3);
  unsubscribe();
  scene.commit(customerWrite('d'));
  await scene.caughtUp();
  expect(told).toBe(3);
  expect(scene.store.snapshotsRead).toBe(1);
});

test.concurrent('Replica reloads when a revision is not what its chain says, and goes on from there', async () => {
  await using scene = new Scene();
  scene.commit(customerWrite('a'));
  await scene.replica.start();
  await scene.caughtUp();
  scene.commit(customerWrite('b'));
  const [first, second] = scene.store.revisions;
  if (first === undefined || second === undefined) throw new Error('Two revisions were made');
  scene.store.revisions = [first, { ...second, writes: [customerWrite('forged')] }];
  await scene.caughtUp();
  expect(scene.store.snapshotsRead).toBe(2);
  scene.commit(customerWrite('c'));
  await scene.caughtUp();
  expect(scene.store.snapshotsRead).toBe(2);
});

test.concurrent(
  'Replica refuses blocks that overlap across customers, and does not read such a store again and again',
  async () => {
    await using scene = new Scene();
    scene.commit(
      customerWrite('a'),
      customerWrite('b'),
      nodeWrite(1, 'a'),
      nodeWrite(2, 'b'),
      claimWrite('10.0.0.0/8', 1, 'a'),
    );
    await scene.replica.start();
    await scene.caughtUp();
    const before = contentsOf(scene.replica.state);
    const { position } = scene.replica;
    scene.commit(claimWrite('10.1.0.0/16', 2, 'b'));
    await scene.alarmed('reload-refused-overlap');
    const { opened } = scene.store;
    await until('another look at the store', () => scene.store.opened > opened);
    expect(scene.store.snapshotsRead).toBe(2);
    expect(scene.replica.position).toEqual(position as NonNullable<typeof position>);
    expect(contentsOf(scene.replica.state)).toBe(before);
    expect(scene.replica.alarms).toHaveLength(1);

    // Once it is mended, the revision that overlaps is passed over by a reload.
    scene.commit(gone(claimWrite('10.1.0.0/16', 2, 'b')));
    await scene.caughtUp();
  },
  30_000,
);

test.concurrent('Replica refuses a state that its view cannot make, with the reason in the alarm', async () => {
  const load = () => Promise.reject(new ViewError('Cannot place claim 192.0.2.0/24: there is no node n_1'));
  await using scene = new Scene(null, { ...recordMapView, load });
  scene.commit(customerWrite('a'));
  await scene.replica.start();
  await scene.alarmed('reload-refused-unreadable');
  expect(scene.replica.alarms[0]?.text).toContain('there is no node n_1');
  expect(scene.replica.state).toBeUndefined();
});

test.concurrent('Replica tells an incomplete store from one whose records contradict each other', async () => {
  await using scene = new Scene();
  scene.commit(customerWrite('a'), nodeWrite(1, 'a'), claimWrite('10.0.0.0/8', 1, 'a'));
  const { pages } = scene.store;
  scene.store.pages = async function* () {
    for await (const page of pages()) yield page.filter(({ kind }) => kind !== 'node');
  };
  await scene.replica.start();
  await scene.alarmed('reload-refused-incomplete');
  expect(scene.replica.alarms[0]?.text).toContain('1 node records, 0 read');
});

test.concurrent(
  'Replica takes a store that fails while it is read for unavailable, whatever it throws, and loads it when it is well',
  async () => {
    await using scene = new Scene();
    scene.commit(customerWrite('a'));
    const { pages } = scene.store;
    // eslint-disable-next-line require-yield
    scene.store.pages = async function* () {
      throw new RangeError('disk image is malformed');
    };
    await scene.replica.start();
    await scene.alarmed('registry-unavailable');
    expect(scene.replica.alarms[0]?.text).toBe('disk image is malformed');
    scene.store.pages = pages;
    await scene.caughtUp();
  },
);

test.concurrent(
  'the disk holds at each change what is shown then, wherever snapshots fall',
  async () => {
    using directory = temporaryDirectory();
    const slowToRead: View<RecordMap> = {
      ...recordMapView,
      *encode(state) {
        for (const chunk of recordMapView.encode(state)) {
          for (const startMs = performance.now(); performance.now() - startMs < 4;);
          yield chunk;
        }
      },
    };
    await using scene = new Scene(join(directory.path, 'live'), slowToRead);
    const expected: { readonly copy: string; readonly revision: number; readonly contents: string }[] = [];
    scene.replica.onChange(() => {
      const { position, state } = scene.replica;
      const copy = join(directory.path, `at-${position?.revision}`);
      cpSync(join(directory.path, 'live'), copy, { recursive: true });
      expected.push({ copy, revision: position?.revision ?? 0, contents: contentsOf(state) });
    });
    await scene.replica.start();
    await scene.caughtUp();
    for (let index = 0; index < 25; index++) {
      scene.commit(customerWrite(`c${index}`), gone(customerWrite(`c${index - 7}`)));
      if (index % 3 === 0) await scene.caughtUp();
    }
    await scene.caughtUp();
    expect(expected).toHaveLength(26);
    expect(readdirSync(join(directory.path, 'live')).length).toBeGreaterThan(2);
    for (const { copy, revision, contents } of expected) {
      const restarted = await restartedOn(copy);
      expect(restarted.position?.revision).toBe(revision);
      expect(contentsOf(restarted.state)).toBe(contents);
    }
  },
  30_000,
);

test.concurrent(
  'Replica never follows a store below a revision that its disk tells of, even without a state',
  async () => {
    using directory = temporaryDirectory();
    const newerView: View<RecordMap> = {
      ...recordMapView,
      decode: () => {
        throw new ViewError('Got v1 data when expected v2');
      },
    };
    {
      await using first = new Scene(directory.path);
      for (const id of ['a', 'b', 'c']) first.commit(customerWrite(id));
      await first.replica.start();
      await first.caughtUp();
    }
    await using second = new Scene(directory.path, newerView);
    second.commit(customerWrite('a'));
    await second.replica.start();
    await second.alarmed('reload-refused-lower');
    expect(second.replica.alarms.map(({ code }) => code)).toContain('last-good-unreadable');
    expect(second.replica.state).toBeUndefined();
    second.commit(customerWrite('b'));
    second.commit(customerWrite('c'));
    await second.caughtUp();
  },
);
