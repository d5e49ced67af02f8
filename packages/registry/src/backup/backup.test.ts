import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readAll } from '../contract-suite/collect.ts';
import { claimWrite, customerWrite, mustCommit, nodeWrite, originWrite } from '../contract-suite/example-records.ts';
import { openRegistry } from '../open-registry.ts';
import type { Registry } from '../registry.ts';
import { MAX_WRITES_PER_COMMIT } from '../registry.ts';
import { RedisFixture } from '../../../../test/harness/redis-fixture.ts';
import { backupRegistry } from './backup-registry.ts';
import { checkBackup, type OpenBackup } from './read-backup.ts';
import { restoreRegistry } from './restore-registry.ts';
import type { RestorableRegistry } from './restorable-registry.ts';

const AT = '2026-11-22T12:00:00.000Z';
const OPTIONS = { by: 'local:test@host', why: 'the disk died', at: AT };

const fixture = new RedisFixture();
beforeAll(() => fixture.start());
afterAll(() => fixture.stop());

async function backupOf(registry: Registry): Promise<string> {
  let text = '';
  await backupRegistry(registry, { write: (part) => (text += part) }, AT);
  return text;
}

const opening = (text: string): OpenBackup =>
  async function* () {
    const bytes = Buffer.from(text);
    for (let at = 0; at < bytes.length; at += 10_007) yield bytes.subarray(at, at + 10_007);
  };

const directory = mkdtempSync(join(tmpdir(), 'nearhop-backup-'));
afterAll(() => rmSync(directory, { recursive: true }));
let serial = 0;

const DRIVERS: readonly (readonly [name: string, freshStore: () => Promise<string>])[] = [
  ['Redis', () => fixture.freshStore()],
  ['SQLite', async () => `sqlite:${join(directory, `${++serial}.db`)}`],
];

type Body = (registry: RestorableRegistry, store: string) => Promise<void>;

async function withStore(freshStore: () => Promise<string>, body: Body): Promise<void> {
  const store = await freshStore();
  const registry = await openRegistry(store, { access: 'write' });
  try {
    await body(registry, store);
  } finally {
    await registry.close();
  }
}

async function fill(registry: Registry): Promise<void> {
  const claims = Array.from({ length: MAX_WRITES_PER_COMMIT }, (_, index) =>
    claimWrite(1, 'acme', `10.${index >> 8}.${index & 255}.0/24`),
  );
  await mustCommit(registry, customerWrite('acme', 'Ácme „x"'), nodeWrite(1, 'acme'), originWrite('o.example'));
  await mustCommit(registry, ...claims);
  await mustCommit(
    registry,
    claimWrite(1, 'acme', '2001:db8::/32', { state: 'attention-required', text: 'why „not"' }),
  );
}

const contents = async (registry: Registry) =>
  (await readAll(registry)).records.map(({ kind, id, value }) => ({ kind, id, value }));

describe.each(DRIVERS)('restoreRegistry into %s', (_name, freshStore) => {
  const withRegistry = (body: Body) => withStore(freshStore, body);

  test('makes a store hold what the backup holds, of its lineage, 1,000,000 revisions above every one seen', () =>
    withRegistry(async (registry) => {
      await fill(registry);
      const before = await contents(registry);
      const { lineage, revision } = await registry.position();
      const text = await backupOf(registry);
      await mustCommit(registry, customerWrite('later'), claimWrite(1, 'acme', '10.0.0.0/24', { state: 'in-review' }));
      const position = await restoreRegistry(registry, opening(text), OPTIONS);
      expect(position).toMatchObject({
        lineage,
        counts: { customer: 1, origin: 1, node: 1, claim: MAX_WRITES_PER_COMMIT + 1 },
      });
      expect(position.revision).toBeGreaterThan(revision + 1 + 1_000_000);
      expect(await contents(registry)).toEqual(before);
      expect(await registry.history({ limit: 1 })).toMatchObject([{ by: OPTIONS.by, why: OPTIONS.why, at: AT }]);
      expect(await mustCommit(registry, customerWrite('goes-on'))).toMatchObject({ revision: position.revision + 1 });
      expect(await registry.reserveNodeNumbers(1)).toBeGreaterThan(1);
    }));

  test('fills an empty store, above a revision that others remember', () =>
    withRegistry(async (registry) => {
      await fill(registry);
      const { lineage } = await registry.position();
      const text = await backupOf(registry);
      await withRegistry(async (empty) => {
        const position = await restoreRegistry(empty, opening(text), { ...OPTIONS, aboveRevision: 7_000_000 });
        expect(position.lineage).toBe(lineage);
        expect(position.revision).toBeGreaterThan(8_000_000);
        expect(await contents(empty)).toEqual(await contents(registry));
      });
    }));

  test('takes a backup of another kind of store, so that a deployment can move', () =>
    withRegistry(async (registry) => {
      for (const [, freshOther] of DRIVERS) {
        await withStore(freshOther, async (other) => {
          await fill(other);
          const text = await backupOf(other);
          await withRegistry(async (empty) => {
            await restoreRegistry(empty, opening(text), OPTIONS);
            expect(await contents(empty)).toEqual(await contents(other));
          });
        });
      }
      expect((await registry.position()).revision).toBe(0);
    }));

  test('broken off, it hides the store from everybody until the same restore is done', () =>
    withRegistry(async (registry, store) => {
      await fill(registry);
      const before = await contents(registry);
      const text = await backupOf(registry);
      const stop = new Error('stopped');
      const attempt = restoreRegistry(registry, opening(text), {
        ...OPTIONS,
        onProgress() {
          throw stop;
        },
      });
      expect(await attempt.catch((error: unknown) => error)).toBe(stop);
      const other = await openRegistry(store, { access: 'write' });
      try {
        expect(await other.position().catch((error: Error) => error.message)).toContain('is being restored');
        expect(await mustCommit(other, customerWrite('x')).catch((error: Error) => error.message)).toContain(
          'is being restored',
        );
        const position = await restoreRegistry(other, opening(text), OPTIONS);
        expect(await contents(other)).toEqual(before);
        expect(await registry.position()).toEqual(position);
      } finally {
        await other.close();
      }
    }));

  test('leaves a store of another lineage alone', () =>
    withRegistry(async (registry) => {
      await fill(registry);
      const text = await backupOf(registry);
      await withRegistry(async (other) => {
        const position = await mustCommit(other, customerWrite('mine'));
        const error = await restoreRegistry(other, opening(text), OPTIONS).catch((reason: unknown) => reason);
        expect(error).toMatchObject({ code: 'ERR_REGISTRY_UNAVAILABLE' });
        expect(await other.position()).toEqual(position);
      });
    }));
});

const KILLS = 4;
const PATIENCE_MS = 60_000; // takes 2 s on a quiet machine

/** Restores in a process of its own, which is killed with SIGKILL between two commits, or at any instant; returns what it wrote. */
async function killedRestore(store: string, file: string, when: 'between commits' | 'any time'): Promise<string[]> {
  const [lines, commits, laterMs] = when === 'any time' ? [1, 'all', Math.random() * 30] : [3, '1', 0];
  const script = join(import.meta.dir, 'testing', 'restore-in-process.ts');
  const child = Bun.spawn([process.execPath, script, store, file, commits], { stdout: 'pipe', stderr: 'inherit' });
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of child.stdout) {
    text += decoder.decode(chunk, { stream: true });
    if (text.split('\n').length <= lines) continue;
    await Bun.sleep(laterMs);
    child.kill('SIGKILL');
  }
  await child.exited;
  return text.trim().split('\n');
}

test.each(DRIVERS)(
  'a process killed anywhere in a restore into %s leaves nothing to see, and the same restore goes on from there',
  async (_name, freshStore) => {
    let hidden = 0;
    await withStore(freshStore, async (source) => {
      await fill(source);
      const file = join(directory, `${++serial}.jsonl`);
      writeFileSync(file, await backupOf(source));
      const { revision } = await source.position();
      for (let kill = 0; kill < KILLS; kill++) {
        const store = await freshStore();
        await (await openRegistry(store, { access: 'write' })).close();
        const written = await killedRestore(store, file, kill % 2 === 0 ? 'between commits' : 'any time');
        const registry = await openRegistry(store, { access: 'write' });
        const seen = await registry.position().catch((error: Error) => error);
        if (seen instanceof Error) {
          expect(seen.message).toContain('is being restored');
          hidden++;
        } else {
          // Before it began, or when it was done.
          expect([0, revision + 1_000_000 + 2]).toContain(seen.revision);
        }
        if (written.at(-1) === 'restored') {
          expect(seen).toMatchObject({ revision: revision + 1_000_000 + 2 });
        } else {
          const position = await restoreRegistry(registry, () => Bun.file(file).stream(), OPTIONS);
          expect(position.revision % 1_000_000).toBe(revision + 2);
        }
        expect(await contents(registry)).toEqual(await contents(source));
        await registry.close();
      }
    });
    expect(hidden).toBeGreaterThanOrEqual(KILLS / 2);
  },
  PATIENCE_MS,
);

describe('checkBackup', () => {
  const withRegistry = (body: Body) => withStore(() => fixture.freshStore(), body);

  test('refuses every backup that was cut short or altered, and the store stays as it was', () =>
    withRegistry(async (registry) => {
      await mustCommit(registry, customerWrite('a'), customerWrite('b'), nodeWrite(1, 'a'));
      const position = await registry.position();
      const text = await backupOf(registry);
      await checkBackup(opening(text));
      const lines = text.split('\n');
      const wrong = [
        '',
        'hello\n',
        text.slice(0, -3),
        lines.slice(0, -2).join('\n'),
        lines.filter((_, index) => index !== 2).join('\n'),
        text.replace('Customer b', 'Customer c'),
        text.replace('"version":1', '"version":2'),
        text.replace('"customer":2', '"customer":3'),
        text + lines[1],
      ];
      for (const each of wrong) {
        const error = await restoreRegistry(registry, opening(each), OPTIONS).catch((reason: unknown) => reason);
        expect(error).toMatchObject({ code: 'ERR_BACKUP' });
      }
      expect(await registry.position()).toEqual(position);
    }));
});
