import { mkdtempSync, rmSync } from 'node:fs';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beginNodeLife } from '../../harness/cache-node-life.ts';
import type { Check, CheckRun } from '../check.ts';
import { askJudged, type JudgedAnswer } from './judged-answer.ts';
import { MixedTraffic } from './mixed-traffic.ts';
import { namesOfLength } from './oracle-content.ts';
import { OracleOrigin } from './oracle-origin.ts';

const NAMES = 4;
const CLIENTS_EACH = 5;
/** Far more than the two ends' socket buffers hold. */
const LEAST_BYTES = 5 * 1_048_576;
const STALL_AFTER_BYTES = 100_000;
const MOST_CHURN_MS = 20_000;

export const stalledClients: Check = {
  name: 'clients that stall while their object is evicted and replaced get its bytes, or fewer',
  limit: '0 wrong of all answers; every object was replaced, and the drive evicted, while its clients stalled',
  atLeast: { full: 200, short: 20 },
  async run({ form, seed, progress }: CheckRun) {
    const rounds = form === 'full' ? 10 : 1;
    const directory = mkdtempSync(join(tmpdir(), 'nearhop-stalls-'));
    const origin = await OracleOrigin.start();
    const life = beginNodeLife({
      directory,
      origins: [origin.record],
      drives: [{ directory: join(directory, 'drive'), size: '128mib' }],
    });
    const traffic = new MixedTraffic({
      origin,
      seed,
      clients: 6,
      names: 60,
      kinds: ['fresh', 'validated'],
      raises: 0.1,
    });
    const answers: JudgedAnswer[] = [];
    const wrong: string[] = [];
    try {
      const node = await life.started;
      const evicted = async () => (await node.summary()).drives[0]?.counters['evictedExtents'] ?? 0;
      for (let round = 0; round < rounds; round++) {
        const names = namesOfLength(`/validated/stalled-${round}`, NAMES, (bytes) => bytes > LEAST_BYTES);
        const stalled = names.flatMap((name) =>
          Array.from({ length: CLIENTS_EACH }, () => new StalledClient(node.port, origin, name)),
        );
        await Promise.all(stalled.map((client) => client.stalls));
        for (const name of names) {
          origin.raise(name);
          // Who asks now brings the new version in the place of the old.
          const { version } = await askJudged({ port: node.port, origin, name, range: null });
          if (version !== origin.versionOf(name)) wrong.push(`${name} was not replaced`);
        }
        const before = await evicted();
        const giveUpMs = performance.now() + MOST_CHURN_MS;
        let isChurned = false;
        const watch = (async () => {
          while (!isChurned && performance.now() < giveUpMs) {
            isChurned = (await evicted()) > before + 60;
            await Bun.sleep(100);
          }
        })();
        await traffic.run(node.port, () => isChurned || performance.now() > giveUpMs);
        await watch;
        if (!isChurned) wrong.push(`round ${round}: the drive evicted too little`);
        answers.push(...(await Promise.all(stalled.map((client) => client.goOn()))));
        progress(`round ${round + 1} of ${rounds}: ${answers.length} clients went on`);
      }
      if ((await node.stop()) !== 0) wrong.push(life.output().slice(-500));
    } finally {
      life.signal('SIGKILL');
      await life.exited;
      await origin[Symbol.asyncDispose]();
      rmSync(directory, { recursive: true, force: true });
    }
    wrong.push(...answers.flatMap((answer) => answer.wrong ?? []), ...traffic.tally.wrong);
    const complete = answers.filter(({ ending }) => ending === 'complete').length;
    const figure = `${answers.length} stalled clients: ${complete} complete, ${answers.length - complete} cut; meanwhile ${traffic.tally.told}`;
    return { figure, tried: answers.length, ok: wrong.length === 0, wrong };
  },
};

/** Reads a little of an object, and then nothing until it is told to. */
class StalledClient {
  readonly stalls: Promise<void>;
  readonly #answer: Promise<JudgedAnswer>;
  #socket: Socket | null = null;

  constructor(port: number, origin: OracleOrigin, name: string) {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.stalls = promise;
    let read = 0;
    this.#answer = askJudged({
      port,
      origin,
      name,
      range: null,
      onSocket: (socket) => {
        this.#socket = socket;
        socket.on('close', () => resolve());
        const count = (bytes: Buffer) => {
          read += bytes.length;
          if (read < STALL_AFTER_BYTES) return;
          socket.off('data', count);
          socket.pause();
          resolve();
        };
        socket.on('data', count);
      },
      timeoutMs: MOST_CHURN_MS * 2,
    });
  }

  goOn(): Promise<JudgedAnswer> {
    this.#socket?.resume();
    return this.#answer;
  }
}
