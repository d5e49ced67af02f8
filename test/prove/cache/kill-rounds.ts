import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beginNodeLife } from '../../harness/cache-node-life.ts';
import { randomInteger, seededRandom } from '../../harness/random.ts';
import type { Check, CheckRun } from '../check.ts';
import { ALL_KINDS, MixedTraffic } from './mixed-traffic.ts';
import { OracleOrigin } from './oracle-origin.ts';
import { storeTroubles } from './store-troubles.ts';

const ROUNDS = { full: 500, short: 12 } as const;
const CLIENTS = 12;
/** Of traffic in a round, at most. */
const ROUND_MS = 450;
/** One round in so many is killed before it has started. */
const EARLY_ONE_IN = 20;
/** Less than the objects take, so that there is eviction too. */
const DRIVE_SIZE = '96mib';

export const killedNode: Check = {
  name: 'a node that is killed again and again serves no wrong byte',
  limit: '0 wrong of all answers, cut ones too; the cache is never lost',
  atLeast: { full: ROUNDS.full, short: ROUNDS.short },
  async run({ form, seed, progress }: CheckRun) {
    const random = seededRandom(seed);
    const rounds = ROUNDS[form];
    const directory = mkdtempSync(join(tmpdir(), 'nearhop-kills-'));
    const origin = await OracleOrigin.start();
    const traffic = new MixedTraffic({ origin, seed, clients: CLIENTS, names: 12, kinds: ALL_KINDS, raises: 0.02 });
    const { tally } = traffic;
    const troubles: string[] = [];
    let fromEarlierLives = 0;
    const kills = { early: 0, amidBodies: 0 };
    try {
      for (let round = 0; round < rounds; round++) {
        const drives = [{ directory: join(directory, 'drive'), size: DRIVE_SIZE }];
        const node = beginNodeLife({ directory, origins: [origin.record], drives });
        if (randomInteger(random, EARLY_ONE_IN) === 0) {
          kills.early++;
          await Promise.race([node.started.catch(() => undefined), Bun.sleep(randomInteger(random, 600))]);
        } else {
          const { port } = await node.started;
          const before = { hits: tally.earlierHits, cut: tally.cut };
          origin.forgetAsked();
          let isOver = false;
          const running = traffic.run(port, () => isOver);
          await Bun.sleep(1 + randomInteger(random, ROUND_MS));
          isOver = true;
          node.signal('SIGKILL');
          await running;
          fromEarlierLives += tally.earlierHits - before.hits;
          if (tally.cut > before.cut) kills.amidBodies++;
        }
        node.signal('SIGKILL');
        await node.exited;
        troubles.push(...storeTroubles(node.output()).map((line) => `round ${round}: ${line}`));
        progress(`${round + 1} of ${rounds}: ${tally.told}`);
      }
    } finally {
      await origin[Symbol.asyncDispose]();
      rmSync(directory, { recursive: true, force: true });
    }
    const wrong = [...tally.wrong, ...troubles];
    const figure = `${tally.told}; ${fromEarlierLives} hits on what an earlier life kept; ${kills.amidBodies} kills amid bodies, ${kills.early} before the start`;
    return {
      figure,
      tried: rounds,
      ok: wrong.length === 0 && fromEarlierLives >= (form === 'full' ? rounds : 1) && kills.amidBodies > rounds / 2,
      wrong,
    };
  },
};
