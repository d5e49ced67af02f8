import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beginNodeLife } from '../../harness/cache-node-life.ts';
import { randomInteger, seededRandom } from '../../harness/random.ts';
import type { SeenRequest } from '../../harness/scripted-origin.ts';
import type { Check, CheckRun } from '../check.ts';
import { MixedTraffic } from './mixed-traffic.ts';
import type { ContentKind } from './oracle-content.ts';
import { askedRange, OracleOrigin, type OracleObject } from './oracle-origin.ts';
import { LIES } from './origin-lies.ts';
import { storeTroubles } from './store-troubles.ts';

const CLIENTS = 12;
const KINDS: readonly ContentKind[] = ['fresh', 'fresh', 'validated', 'whole', 'untagged', 'huge'];

export const lyingOrigin: Check = {
  name: 'an origin that changes, cuts and lies gets no wrong byte served',
  limit: '0 wrong of all answers; each lie told at least 10 times (short: once)',
  atLeast: { full: 1_000, short: 60 },
  async run({ form, seed, progress }: CheckRun) {
    const lastsMs = form === 'full' ? 60_000 : 7_000;
    const random = seededRandom(seed + 1);
    const directory = mkdtempSync(join(tmpdir(), 'nearhop-lies-'));
    const origin = await OracleOrigin.start();
    const told = new Map(LIES.map(({ name }) => [name, 0]));
    origin.misbehave = (object, request, reply) => {
      if (random() < 0.6) return null;
      const lie = LIES[randomInteger(random, LIES.length)];
      if (lie === undefined) return null;
      told.set(lie.name, (told.get(lie.name) ?? 0) + 1);
      return lie.tell({ origin, object, reply, random, ...rightRange(object, request) });
    };
    const traffic = new MixedTraffic({ origin, seed, clients: CLIENTS, names: 40, kinds: KINDS, raises: 0.1 });
    const life = beginNodeLife({
      directory,
      origins: [origin.record],
      drives: [{ directory: join(directory, 'drive'), size: '96mib' }],
    });
    try {
      const node = await life.started;
      const endMs = performance.now() + lastsMs;
      await traffic.run(node.port, () => performance.now() > endMs);
      progress(traffic.tally.told);
      const code = await node.stop();
      const troubles = [...storeTroubles(life.output()), ...(code === 0 ? [] : [`it ended with ${code}`])];
      const wrong = [...traffic.tally.wrong, ...troubles];
      const tried = [...told.values()].reduce((sum, count) => sum + count, 0);
      const fewest = Math.min(...told.values());
      const ok = wrong.length === 0 && fewest >= (form === 'full' ? 10 : 1);
      return {
        figure: `${tried} lies, ${fewest} or more of each of ${LIES.length}; ${traffic.tally.told}`,
        tried,
        ok,
        wrong,
      };
    } finally {
      life.signal('SIGKILL');
      await life.exited;
      await origin[Symbol.asyncDispose]();
      rmSync(directory, { recursive: true, force: true });
    }
  },
};

function rightRange(object: OracleObject, request: SeenRequest) {
  const asked = askedRange(request, object);
  if (asked === null || asked === 'unsatisfiable') return { start: 0, end: object.lengthBytes, isPart: false };
  return { ...asked, isPart: true };
}
