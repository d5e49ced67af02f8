import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { mkdtempSync, rmSync } from 'node:fs';
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

const AT = '2026-11-22T12:00:00.000Z';
const OPTIONS = { by: 'local:test@host', at: AT };

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

async function withRegistry(body: (registry: Registry, store: string) => Promise<void>): Promise<void> {
  const store = await fixture.freshStore();
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

describe('restoreRegistry', () => {
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

  test('takes a backup of a SQLite store, so that a deployment can move', () =>
    withRegistry(async (registry) => {
      const directory = mkdtempSync(join(tmpdir(), 'nearhop-backup-'));
      const sqlite = await openRegistry(`sqlite:${join(directory, 'registry.db')}`, { access: 'write' });
      try {
        await fill(sqlite);
        await restoreRegistry(registry, opening(await backupOf(sqlite)), OPTIONS);
        expect(await contents(registry)).toEqual(await contents(sqlite));
      } finally {
        await sqlite.close();
        rmSync(directory, { recursive: true });
      }
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
        await restoreRegistry(other, opening(text), OPTIONS);
        expect(await contents(other)).toEqual(before);
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

describe('checkBackup', () => {
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
