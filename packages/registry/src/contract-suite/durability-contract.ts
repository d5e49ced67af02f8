import { describe, expect, test } from 'bun:test';
import { join } from 'node:path';
import { EMPTY_DIGEST, recordHash, xorDigest } from '../record-hash.ts';
import { openRegistry } from '../open-registry.ts';
import { readAll } from './collect.ts';
import { customerWrite, mustCommit } from './example-records.ts';
import { withFresh, type OpenFresh } from './fresh-registry.ts';

const KILLS = 3;
const PATIENCE_MS = 60_000; // takes half a second on a quiet machine
const ACKNOWLEDGED_PER_ROUND = 15;

export function durabilityContract(openFresh: OpenFresh): void {
  describe('durability', () => {
    test('what was committed is there for whoever opens the store afterwards', () =>
      withFresh(openFresh, async ({ registry, reopen }) => {
        const position = await mustCommit(registry, customerWrite('a'));
        await registry.close();
        const again = await reopen('write');
        expect(await again.position()).toEqual(position);
        expect(await mustCommit(again, customerWrite('b'))).toMatchObject({ lineage: position.lineage, revision: 2 });
      }));

    const killed = () =>
      withFresh(openFresh, async ({ store }) => {
        for (let round = 1; round <= KILLS; round++) {
          const acknowledged = await commitUntilKilled(store, `10${round}`);
          expect(acknowledged.length).toBeGreaterThanOrEqual(ACKNOWLEDGED_PER_ROUND);
          const registry = await openRegistry(store, { access: 'write' });
          for (const [revision, id] of acknowledged) {
            expect(await registry.get('customer', id)).toMatchObject({ revision });
          }
          const { position, records } = await readAll(registry);
          expect(position.digest).toBe(
            xorDigest(
              EMPTY_DIGEST,
              records.map((record) => recordHash(record)),
            ),
          );
          expect(position.counts.claim).toBe(position.counts.customer * 20);
          await registry.close();
        }
      });
    test(
      'a process killed while it commits loses nothing that it acknowledged, and leaves no half of a commit',
      killed,
      PATIENCE_MS,
    );
  });
}

/** Lets a process commit until it has acknowledged some, kills it with SIGKILL, and returns what it had acknowledged. */
async function commitUntilKilled(store: string, tag: string): Promise<[revision: number, id: string][]> {
  const child = Bun.spawn([process.execPath, join(import.meta.dir, 'commit-forever.ts'), store, tag], {
    stdout: 'pipe',
    stderr: 'inherit',
  });
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of child.stdout) {
    text += decoder.decode(chunk, { stream: true });
    if (text.split('\n').length > ACKNOWLEDGED_PER_ROUND) child.kill('SIGKILL');
  }
  await child.exited;
  const lines = text.split('\n').slice(0, -1); // the last may be torn
  return lines.map((line) => [Number(line.split(' ')[0]), line.split(' ')[1] ?? '']);
}
