import { describe, expect, test } from 'bun:test';
import { join } from 'node:path';
import { withFresh, type OpenFresh } from './fresh-registry.ts';

const PATIENCE_MS = 60_000; // takes two seconds on a quiet machine
const RACERS = 4;
const KEYS = 50;
const KILLS = 3;
const ACKNOWLEDGED_PER_ROUND = 15;

export function secretsProcessContract(openFresh: OpenFresh): void {
  describe('secrets of several processes', () => {
    const raced = () =>
      withFresh(openFresh, async ({ store, registry }) => {
        const { secrets } = registry;
        const ids = Array.from({ length: KEYS }, (_, index) => `key-${index}`);
        await secrets.write(ids.map((id) => ({ kind: 'registration-key', id, value: { hash: id } })));
        const won = await raceForSecrets(store);
        expect(won.flatMap(([, taken]) => taken).toSorted()).toEqual(ids.toSorted());
        for (const [name, taken] of won) {
          for (const id of taken) expect(await secrets.get('node-credential', id)).toMatchObject({ value: name });
        }
        expect(await secrets.list('registration-key', { limit: KEYS })).toEqual([]);
      });
    test(`a registration key that ${RACERS} processes use at once is used once`, raced, PATIENCE_MS);

    const killed = () =>
      withFresh(openFresh, async ({ store, registry }) => {
        for (let round = 1; round <= KILLS; round++) {
          const acknowledged = await writeUntilKilled(store, `t${round}`);
          expect(acknowledged.length).toBeGreaterThanOrEqual(ACKNOWLEDGED_PER_ROUND);
          for (const id of acknowledged) expect(await registry.secrets.get('token', id)).toBeDefined();
          const limit = 100_000;
          const [tokens, users] = [
            await registry.secrets.list('token', { limit }),
            await registry.secrets.list('user', { limit }),
          ];
          expect(tokens.map(({ id, revision }) => [id, revision])).toEqual(
            users.map(({ id, revision }) => [id, revision]),
          );
        }
      });
    test(
      'one killed while it writes loses nothing that it acknowledged, and leaves no half of a write',
      killed,
      PATIENCE_MS,
    );
  });
}

/** Lets processes try all registration keys at the same time, and returns who won which. */
async function raceForSecrets(store: string): Promise<[name: string, taken: string[]][]> {
  const racers = Array.from({ length: RACERS }, (_, index) => {
    const name = `racer-${index}`;
    const child = Bun.spawn([process.execPath, join(import.meta.dir, 'take-secrets.ts'), store, name], {
      stdin: 'pipe',
      stdout: 'pipe',
      stderr: 'inherit',
    });
    return { name, child, lines: linesOf(child.stdout) };
  });
  for (const { lines } of racers) expect((await lines.next()).value).toBe('ready');
  for (const { child } of racers) void child.stdin.write('go\n');
  for (const { child } of racers) void child.stdin.flush();
  return Promise.all(
    racers.map(async ({ name, child, lines }): Promise<[string, string[]]> => {
      const taken: string[] = [];
      for await (const line of lines) taken.push(line);
      expect(await child.exited).toBe(0);
      expect(taken.pop()).toBe('done');
      return [name, taken];
    }),
  );
}

/** Lets a process write until it has acknowledged some, kills it with SIGKILL, and returns what it had acknowledged. */
async function writeUntilKilled(store: string, tag: string): Promise<string[]> {
  const child = Bun.spawn([process.execPath, join(import.meta.dir, 'write-secrets-forever.ts'), store, tag], {
    stdout: 'pipe',
    stderr: 'inherit',
  });
  const acknowledged: string[] = [];
  for await (const line of linesOf(child.stdout)) {
    acknowledged.push(line);
    if (acknowledged.length === ACKNOWLEDGED_PER_ROUND) child.kill('SIGKILL');
  }
  await child.exited;
  return acknowledged;
}

/** Whole lines as they come; a last one that is torn is left out. */
async function* linesOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<string, void> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of stream) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
}
