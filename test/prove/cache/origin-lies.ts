import type { OriginReply } from '../../harness/origin-reply.ts';
import { randomInteger } from '../../harness/random.ts';
import { sendContent, type OracleObject, type OracleOrigin } from './oracle-origin.ts';

const SLICE_BYTES = 1_048_576;

/** One way in which an origin does not do what it should. */
export interface Lie {
  readonly name: string;
  tell(telling: Telling): Promise<void>;
}

export interface Telling {
  readonly origin: OracleOrigin;
  readonly object: OracleObject;
  readonly reply: OriginReply;
  /** What it should have answered with. */
  readonly start: number;
  readonly end: number;
  readonly isPart: boolean;
  readonly random: () => number;
}

export const LIES: readonly Lie[] = [
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
