import { waitUntil } from '../../harness/wait-until.ts';
import type { Check, CheckRun } from '../check.ts';
import { askJudged, type JudgedAnswer } from './judged-answer.ts';
import { withLoneNode, type LoneNode } from './lone-node.ts';
import { namesOfLength } from './oracle-content.ts';
import { blockedSinceMs, underStrace } from './strace.ts';

const ASIDE_WITHIN_MS = 6_000;
/** Longer than a drive that works ever takes, so that it cannot come back meanwhile. */
const BLOCKED = 'delay_enter=60s';
/** What a start and the first objects need, the drive still does. */
const GOOD_CALLS = 500;
/** Enough that some ask the one drive only, and some the other. */
const CLIENTS = 24;
const PAUSE_MS = 10;
const SMALL_BYTES = 20_000;

interface Seen {
  readonly name: string;
  readonly startedMs: number;
  readonly answer: JudgedAnswer;
}

export const blockedDrive: Check = {
  name: 'a drive that blocks is set aside in time, and the other serves',
  limit: `aside within ${ASIDE_WITHIN_MS} ms of the first blocked call; no head later than that; hits of the other drive all along`,
  atLeast: { full: 1_000, short: 200 },
  async run({ form, progress }: CheckRun) {
    const restMs = form === 'full' ? 20_000 : 3_000;
    let log = '';
    const within = (drives: readonly { readonly directory: string }[], path: string) => {
      log = path;
      const blocked = drives.slice(0, 1).map(({ directory }) => directory);
      const calls = 'openat,pread64,pwrite64,fdatasync,fsync,ftruncate,unlink,unlinkat';
      return underStrace({
        log,
        drives: blocked,
        injections: [{ calls, does: BLOCKED, when: `${GOOD_CALLS}+` }],
        files: 'extents-and-index',
      });
    };
    return withLoneNode({ driveSizes: ['256mib', '256mib'], within }, async (lone) => {
      const seen: Seen[] = [];
      let isOver = false;
      const clients = Array.from({ length: CLIENTS }, (_, client) => ask(lone, client, seen, () => isOver));
      const isAside = async () => (await lone.node.summary()).drives[0]?.state === 'aside';
      await waitUntil('the drive is set aside', isAside, 60_000);
      const blockedAtMs = blockedSinceMs(log);
      if (blockedAtMs === null) throw new Error('The drive was set aside, and no call of it is blocked');
      const asideMs = Date.now() - blockedAtMs;
      const blockedMs = performance.now() - asideMs;
      progress(`aside after ${Math.round(asideMs)} ms`);
      await Bun.sleep(restMs);
      isOver = true;
      await Promise.all(clients);
      return judge(seen, blockedMs, asideMs);
    });
  },
};

function judge(seen: readonly Seen[], blockedMs: number, asideMs: number) {
  const since = seen.filter(({ startedMs }) => startedMs >= blockedMs);
  const meanwhile = since.filter(({ startedMs }) => startedMs < blockedMs + asideMs);
  const after = since.filter(({ startedMs }) => startedMs >= blockedMs + asideMs);
  const slowest = Math.max(...seen.map(({ answer }) => answer.headMs));
  const hits = (some: readonly Seen[]) =>
    some.filter(({ answer }) => answer.isHit && answer.ending === 'complete').length;
  const wrong = seen.flatMap(({ answer }) => answer.wrong ?? []);
  for (const { name, answer } of after)
    if (answer.status !== 200 || answer.ending !== 'complete') wrong.push(`${name}: ${answer.status} ${answer.ending}`);
  if (slowest > ASIDE_WITHIN_MS) wrong.push(`a head took ${Math.round(slowest)} ms`);
  if (hits(meanwhile) === 0 || hits(after) === 0) wrong.push('the other drive gave nothing');
  const figure = `aside after ${Math.round(asideMs)} ms, slowest head ${Math.round(slowest)} ms; hits of the other drive: ${hits(meanwhile)} of ${meanwhile.length} before, ${hits(after)} of ${after.length} after`;
  return { figure, tried: since.length, ok: wrong.length === 0 && asideMs <= ASIDE_WITHIN_MS, wrong };
}

/** Half of the clients ask for one object each, again and again; the others bring something new to whichever drive. */
async function ask({ origin, node: { port } }: LoneNode, client: number, seen: Seen[], isOver: () => boolean) {
  for (let round = 0; !isOver(); round++) {
    const label = client % 2 === 0 ? `old-${client}` : `new-${client}-${round}`;
    const [name = ''] = namesOfLength(`/fresh/${label}`, 1, (bytes) => bytes < SMALL_BYTES);
    const startedMs = performance.now();
    seen.push({ name, startedMs, answer: await askJudged({ port, origin, name, range: null }) });
    await Bun.sleep(PAUSE_MS);
  }
}
