import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beginNodeLife } from '../../harness/cache-node-life.ts';
import type { OriginReply } from '../../harness/origin-reply.ts';
import { randomInteger, seededRandom } from '../../harness/random.ts';
import type { SeenRequest } from '../../harness/scripted-origin.ts';
import type { Check, CheckRun } from '../check.ts';
import { MixedTraffic } from './mixed-traffic.ts';
import type { ContentKind } from './oracle-content.ts';
import { askedRange, OracleOrigin, sendContent, type OracleObject } from './oracle-origin.ts';
import { storeTroubles } from './store-troubles.ts';

const CLIENTS = 12;
const KINDS: readonly ContentKind[] = ['fresh', 'fresh', 'validated', 'whole', 'untagged', 'huge'];
const SLICE_BYTES = 1_048_576;

interface Lie {
  readonly name: string;
  tell(telling: Telling): Promise<void>;
}

interface Telling {
  readonly origin: OracleOrigin;
  readonly object: OracleObject;
  readonly reply: OriginReply;
  /** What it should have answered with. */
  readonly start: number;
  readonly end: number;
  readonly isPart: boolean;
  readonly random: () => number;
}

const LIES: readonly Lie[] = [
  {
    name: 'the body is cut',
    async tell(telling) {
      const { object, reply, start, end, random } = telling;
      head(telling, {});
      await sendContent(object, start, start + randomInteger(random, end - start), reply);
      reply.cut();
    },
  },
  {
    name: 'the body is cut where a slice ends',
    async tell(telling) {
      const { object, reply, start, end } = telling;
      head(telling, {});
      const seam = Math.ceil((start + 1) / SLICE_BYTES) * SLICE_BYTES;
      await sendContent(object, start, Math.min(seam, end), reply);
      reply.cut();
    },
  },
  {
    name: 'a new version appears amid the body',
    async tell(telling) {
      const { origin, object, reply, start, end } = telling;
      head(telling, {});
      const middle = Math.floor((start + end) / 2);
      await sendContent(object, start, middle, reply);
      origin.raise(object.name);
      await sendContent(object, middle, end, reply);
    },
  },
  {
    name: 'a new version appears amid a body that is cut',
    async tell(telling) {
      const { origin, object, reply, start, end } = telling;
      head(telling, {});
      await sendContent(object, start, Math.floor((start + end) / 2), reply);
      origin.raise(object.name);
      reply.cut();
    },
  },
  {
    name: 'Content-Length is too large',
    async tell(telling) {
      const { object, reply, start, end } = telling;
      head(telling, { length: end - start + 10_000 });
      await sendContent(object, start, end, reply);
      reply.cut();
    },
  },
  {
    name: 'Content-Length is too small',
    async tell(telling) {
      const { object, reply, start, end } = telling;
      head(telling, { length: Math.max(1, Math.floor((end - start) / 2)) });
      await sendContent(object, start, end, reply);
    },
  },
  {
    name: 'Content-Range says a larger object',
    async tell(telling) {
      const { object, reply, start, end } = telling;
      head(telling, { total: object.lengthBytes + 3 * SLICE_BYTES });
      await sendContent(object, start, end, reply);
    },
  },
  {
    name: 'Content-Range says a smaller object',
    async tell(telling) {
      const { object, reply, start, end } = telling;
      head(telling, { total: Math.max(end, object.lengthBytes - 100) });
      await sendContent(object, start, end, reply);
    },
  },
  {
    name: 'Content-Range begins elsewhere',
    async tell(telling) {
      const { object, reply, start, end } = telling;
      head(telling, { first: start + 7 });
      await sendContent(object, start, end, reply);
    },
  },
  {
    name: '206 of another range, as it says',
    async tell({ object, reply, isPart, random, ...rest }) {
      if (!isPart) return reply.send(500, {}, 'no');
      const start = randomInteger(random, object.lengthBytes);
      const end = Math.min(object.lengthBytes, start + 5_000);
      const telling = { object, reply, isPart, random, ...rest, start, end };
      head(telling, {});
      await sendContent(object, start, end, reply);
    },
  },
  {
    name: '416 for what there is',
    tell: ({ object, reply }) => reply.send(416, { 'Content-Range': `bytes */${object.lengthBytes}` }),
  },
  { name: '304 to whoever asked for no such thing', tell: ({ object, reply }) => reply.send(304, object.headers) },
  { name: '503', tell: ({ reply }) => reply.send(503, { 'Retry-After': '1' }, 'later') },
];

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
      progress(String(traffic.tally));
      const code = await node.stop();
      const troubles = [...storeTroubles(life.output()), ...(code === 0 ? [] : [`it ended with ${code}`])];
      const wrong = [...traffic.tally.wrong, ...troubles];
      const tried = [...told.values()].reduce((sum, count) => sum + count, 0);
      const fewest = Math.min(...told.values());
      const ok = wrong.length === 0 && fewest >= (form === 'full' ? 10 : 1);
      return {
        figure: `${tried} lies, ${fewest} or more of each of ${LIES.length}; ${traffic.tally}`,
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

/** The head of what it should answer, with what is given in the place of the truth. */
function head(
  { origin, object, reply, start, end, isPart }: Telling,
  lie: { readonly length?: number; readonly total?: number; readonly first?: number },
): void {
  const length = lie.length ?? end - start;
  const total = lie.total ?? object.lengthBytes;
  origin.noteLie(object, isPart ? total : length);
  const part = isPart ? { 'Content-Range': `bytes ${lie.first ?? start}-${end - 1}/${total}` } : {};
  reply.head(isPart ? 206 : 200, { ...object.headers, ...part, 'Content-Length': length });
}
