import { Database } from 'bun:sqlite';
import { expect, test } from 'bun:test';
import { copyFileSync, readFileSync, renameSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import type { RegistryPosition } from '../revision.ts';
import { caughtUp, codesOf, FollowedStore } from './testing/followed-store.ts';
import { contentsOf } from './testing/record-map.ts';
import { claimWrite, claimWrites, customerWrite, gone, nodeWrite } from './testing/record-writes.ts';
import { temporaryDirectory } from './testing/temporary-directory.ts';
import { until } from './testing/until.ts';

const JUMP = 1_000_000;

/** The store and its copies: `older` lacks its last commit, `whole` is what it was when the trouble began. */
interface Scene {
  readonly store: FollowedStore;
  readonly older: string;
  readonly whole: string;
  readonly position: RegistryPosition;
}

async function setScene(directory: string): Promise<Scene> {
  const store = new FollowedStore(directory);
  await store.commit([[customerWrite('acme')], [nodeWrite(1, 'acme')], claimWrites(40, 1, 'acme')]);
  const older = store.copy('older.db');
  const position = await store.commit([[claimWrite('192.0.2.0/24', 1, 'acme')]]);
  return { store, older, whole: store.copy('whole.db'), position };
}

/** Puts a file over the store as an operator's `mv` would. */
function replaceBy(path: string): (scene: Scene) => void {
  return ({ store }) => {
    copyFileSync(path, `${path}.moving`);
    store.remove();
    renameSync(`${path}.moving`, store.path);
  };
}

function edit(path: string, ...statements: readonly string[]): void {
  const database = new Database(path);
  for (const statement of statements) database.run(statement);
  database.close();
}

const SET_AHEAD = `UPDATE position SET revision = revision + ${JUMP}, chain = 'restored'`;

interface Fault {
  readonly name: string;
  readonly code: string;
  /** Prepares what it needs, and returns what then befalls the store. */
  readonly prepare: (scene: Scene) => Promise<(scene: Scene) => void> | ((scene: Scene) => void);
}

const FAULTS: readonly Fault[] = [
  { name: 'deleted', code: 'registry-unavailable', prepare: () => (scene) => scene.store.remove() },
  {
    name: 'cut to nothing',
    code: 'registry-unavailable',
    prepare: () => (scene) => truncateSync(scene.store.path),
  },
  {
    name: 'cut to half',
    code: 'registry-unavailable',
    prepare: () => (scene) => truncateSync(scene.store.path, statSync(scene.store.path).size / 2),
  },
  {
    name: 'overwritten with garbage',
    code: 'registry-unavailable',
    prepare: () => (scene) =>
      writeFileSync(scene.store.path, Buffer.alloc(readFileSync(scene.store.path).length, 'garbage')),
  },
  {
    name: 'replaced by an older copy',
    code: 'reload-refused-lower',
    prepare: ({ older }) => replaceBy(older),
  },
  {
    name: 'replaced by a foreign store',
    code: 'reload-refused-foreign',
    async prepare({ store, whole }) {
      const foreign = whole.replace('whole', 'foreign');
      await store.commit(
        Array.from({ length: 9 }, (_, index) => [customerWrite(`c${index}`)]),
        foreign,
      );
      return replaceBy(foreign);
    },
  },
  {
    name: 'replaced by a fork with the same revision',
    code: 'reload-refused-fork',
    async prepare({ store, older }) {
      await store.commit([[claimWrite('198.51.100.0/24', 1, 'acme')]], older);
      return replaceBy(older);
    },
  },
  {
    name: 'replaced by a half of itself that stands where it stood',
    code: 'reload-refused-incomplete',
    prepare({ older, whole }) {
      copyFileSync(whole, older);
      edit(older, `DELETE FROM records WHERE kind = 'node'`);
      return replaceBy(older);
    },
  },
  {
    name: 'replaced by a half of itself that stands ahead',
    code: 'reload-refused-incomplete',
    prepare({ older }) {
      edit(older, `DELETE FROM records WHERE kind = 'node'`, SET_AHEAD);
      return replaceBy(older);
    },
  },
  {
    name: 'replaced by one that stands ahead, whole and much smaller',
    code: 'reload-refused-smaller',
    async prepare({ store, older }) {
      await store.commit([claimWrites(10, 1, 'acme').map(gone)], older);
      edit(older, SET_AHEAD);
      return replaceBy(older);
    },
  },
  {
    name: 'replaced by one that stands ahead and is empty',
    code: 'reload-refused-smaller',
    async prepare({ store, older }) {
      await store.commit(
        [[...claimWrites(40, 1, 'acme'), nodeWrite(1, 'acme'), customerWrite('acme')].map(gone)],
        older,
      );
      edit(older, SET_AHEAD);
      return replaceBy(older);
    },
  },
];

test.concurrent.each(FAULTS)(
  'a store $name changes nothing, is an alarm, and is followed when it is back',
  async ({ code, prepare }) => {
    using directory = temporaryDirectory();
    const scene = await setScene(directory.path);
    const befall = await prepare(scene);
    const { store, position } = scene;
    const replica = store.replica();
    const late = store.replica('late');
    await replica.start();
    await late.start();
    try {
      await Promise.all([caughtUp(replica, position), caughtUp(late, position)]);
      await late.stop();
      const contents = contentsOf(replica.state);
      const { state } = replica;
      let changes = 0;
      replica.onChange(() => changes++);

      befall(scene);
      await until(`alarm ${code}: ${JSON.stringify(codesOf(replica))}`, () => codesOf(replica).includes(code));
      expect(codesOf(replica)).toEqual([code]);
      expect(replica.position).toEqual(position);

      const restarted = store.replica('late');
      await restarted.start();
      expect(restarted.position).toEqual(position);
      expect(contentsOf(restarted.state)).toBe(contents);

      replaceBy(scene.whole)(scene);
      await Promise.all([caughtUp(replica, position), caughtUp(restarted, position)]);
      expect(changes).toBe(0);
      expect(replica.state).toBe(state as NonNullable<typeof state>);
      expect(contentsOf(replica.state)).toBe(contents);

      const next = await store.commit([[customerWrite('beta')]]);
      await Promise.all([caughtUp(replica, next), caughtUp(restarted, next)]);
      expect(replica.state?.has('customer|beta')).toBe(true);
      await restarted.stop();
    } finally {
      await replica.stop();
    }
  },
  30_000,
);

test.concurrent(
  'a store restored from a backup, with a revision above every one seen, is followed by itself',
  async () => {
    using directory = temporaryDirectory();
    const { store, older, position, ...scene } = await setScene(directory.path);
    edit(older, SET_AHEAD);
    const replica = store.replica();
    await replica.start();
    try {
      await caughtUp(replica, position);
      replaceBy(older)({ store, older, position, ...scene });
      await until('the restored revision', () => replica.position?.revision === position.revision - 1 + JUMP);
      await until('no alarm', () => replica.alarms.length === 0);
      expect(replica.state?.has('claim|192.0.2.0/24@n_0000000000000001')).toBe(false);
      expect(replica.state?.size).toBe(42);
      const next = await store.commit([[customerWrite('beta')]]);
      await caughtUp(replica, next);
      const restarted = store.replica('replica-of-another-start');
      await restarted.start();
      await caughtUp(restarted, next);
      await restarted.stop();
    } finally {
      await replica.stop();
    }
  },
  30_000,
);

test.concurrent(
  'a store that is not there yet is an alarm and no state, and is loaded when it comes',
  async () => {
    using directory = temporaryDirectory();
    const store = new FollowedStore(directory.path);
    const replica = store.replica();
    await replica.start();
    try {
      await until('an alarm', () => codesOf(replica).includes('registry-unavailable'));
      expect(replica.state).toBeUndefined();
      expect(replica.position).toBeUndefined();
      const position = await store.commit([[customerWrite('acme')]]);
      await caughtUp(replica, position);
      expect(replica.state?.size).toBe(1);
    } finally {
      await replica.stop();
    }
  },
  30_000,
);
