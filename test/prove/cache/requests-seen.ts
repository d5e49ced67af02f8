import { startLoneCacheNode, type AccessLine, type LoneCacheNode } from '../../harness/lone-cache-node.ts';
import { NameServer } from '../../harness/name-server.ts';
import { exchangeRaw } from '../../harness/raw-exchange.ts';
import { ScriptedOrigin } from '../../harness/scripted-origin.ts';
import type { Check, Finding } from '../check.ts';
import { contentTargets, malformedRequests, wellformedRequests, type CorpusTarget } from './request-corpora.ts';

/** Those that the corpora name, and that a target of theirs may name. */
const HOSTS = ['a.example', 'b.example', 'example.com', 'h'];
const ENOUGH = 500;
const LAST = '/the-last-one';
const TOO_LONG = 413;
const SERVER_FAULT = 500;

export const requestsSeen: Check = {
  name: 'malformed and odd requests: what the origin sees is what the node logs',
  limit: 'the same methods and targets on both sides, the answers of the corpus, no 5xx, no crash',
  atLeast: { full: ENOUGH, short: ENOUGH },
  async run() {
    await using names = await NameServer.start((_, family) => (family === 'A' ? ['127.0.0.1'] : []));
    await using origin = await ScriptedOrigin.start((_, reply) =>
      reply.send(200, { 'Cache-Control': 'no-store' }, 'ok'),
    );
    await using node = await startLoneCacheNode({
      origins: HOSTS.map((host) => ({ host, scheme: 'http', port: origin.port, methods: 'all' })),
      driveSize: '256mib',
      env: { NEARHOP_CACHE_NODE_RESOLVERS: names.address },
    });
    const requests = [...(await sendRequests(node)), ...(await sendTargets(node, origin))];
    await exchangeRaw(node.port, Buffer.from(`GET ${LAST} HTTP/1.1\r\nHost: a.example\r\n\r\n`), 'half-closed');
    const wrong = [...requests.flatMap(({ wrong: each }) => each), ...differences(origin, await wholeLog(node))];
    const code = await node.stop();
    if (code !== 0) wrong.push(`the node ended with ${code}: ${node.output().slice(-1_000)}`);
    const statuses = [...Map.groupBy(requests, ({ status }) => status)].map(
      ([status, some]) => `${status}: ${some.length}`,
    );
    return {
      figure: `${origin.seen.length} of ${requests.length} requests reached the origin, all of them logged as they came; ${statuses.toSorted().join(', ')}`,
      tried: requests.length,
      ok: wrong.length === 0,
      wrong,
    } satisfies Finding;
  },
};

interface Played {
  readonly status: number;
  readonly wrong: readonly string[];
}

/** Malformed ones end their connection by themselves; after an odd one, and one that only the corpus's bounds refuse, nothing follows. */
async function sendRequests(node: LoneCacheNode): Promise<readonly Played[]> {
  const malformed = malformedRequests();
  const played: Played[] = [];
  for (const [index, { why, statuses: expected, bytes }] of [...malformed, ...wellformedRequests()].entries()) {
    const side = index < malformed.length && !expected.includes(TOO_LONG) ? 'open' : 'half-closed';
    const { statuses, ending } = await exchangeRaw(node.port, bytes, side);
    // To a body that is given up in the middle there is no answer.
    const isSilent = statuses.length === 0 && !expected.includes(TOO_LONG);
    const isFault = isSilent || statuses.some((status) => status === 0 || status >= SERVER_FAULT);
    // A node refuses more than the corpus does: what names no origin.
    const isAsTold = expected.includes(TOO_LONG) || [expected.join(), '400'].includes(statuses.join());
    const isRight = !isFault && ending === 'closed' && (isAsTold || index >= malformed.length);
    const wrong = isRight ? [] : [`${why}: ${statuses.join()} ${ending}, should be ${expected.join()}`];
    played.push({ status: statuses.at(-1) ?? 0, wrong });
  }
  return played;
}

/** Each target alone, so that what the origin sees can be told to be of it. */
async function sendTargets(node: LoneCacheNode, origin: ScriptedOrigin): Promise<readonly Played[]> {
  const played: Played[] = [];
  for (const each of contentTargets()) {
    const before = origin.seen.length;
    const request = `GET ${each.target} HTTP/1.1\r\nHost: a.example\r\n\r\n`;
    const { statuses } = await exchangeRaw(node.port, Buffer.from(request, 'latin1'), 'half-closed');
    const seen = origin.seen.slice(before).map(({ target }) => target);
    const must = mustBeSeen(each);
    const [status = 0] = statuses;
    const isRight = status < SERVER_FAULT && status !== 0 && seen.join(' ') === (must ?? '');
    played.push({
      status,
      wrong: isRight ? [] : [`${JSON.stringify(each.target)}: ${status}, the origin saw ${JSON.stringify(seen)}`],
    });
  }
  return played;
}

/** Null: nothing. A target without the parameter is Host's. */
function mustBeSeen({ forwarded }: CorpusTarget): string | null {
  if (forwarded === null) return null;
  const { target, cacheHostOrigin } = forwarded;
  return cacheHostOrigin === null || HOSTS.includes(cacheHostOrigin) ? target : null;
}

/** The lines are written in order: behind the last one there are no more. */
async function wholeLog(node: LoneCacheNode): Promise<readonly AccessLine[]> {
  for (let atLeast = 1; ; atLeast++) {
    const lines = await node.accessLog(atLeast);
    if (lines.some(({ target }) => target === LAST)) return lines;
    atLeast = lines.length;
  }
}

/** What only one side knows of. */
function differences(origin: ScriptedOrigin, log: readonly AccessLine[]): readonly string[] {
  const counts = new Map<string, number>();
  const count = (method: string, target: string, by: 1 | -1): void => {
    const key = `${method} ${target}`;
    counts.set(key, (counts.get(key) ?? 0) + by);
  };
  for (const { method, target } of origin.seen) count(method, target, 1);
  for (const { method, target, refused } of log) if (refused === undefined) count(method, target, -1);
  const uneven = [...counts].filter(([, balance]) => balance !== 0);
  return [
    ...uneven.map(([key, balance]) => `${key}: ${balance > 0 ? 'seen and not logged' : 'logged and not seen'}`),
    ...origin.unread.map((head) => `the origin saw what is no request: ${JSON.stringify(head.slice(0, 200))}`),
  ];
}
