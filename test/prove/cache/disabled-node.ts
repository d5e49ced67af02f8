import type { Socket } from 'node:net';
import { waitUntil } from '../../harness/wait-until.ts';
import type { Check, CheckRun } from '../check.ts';
import { askJudged, isWhole, type JudgedAnswer } from './judged-answer.ts';
import { namesOfLength } from './oracle-content.ts';
import { withToldNode, type ToldNode } from './told-node.ts';

const ACCEPTED_WITHIN_MS = 2_000;
/** So that a download lasts for some seconds: it is still under way when the node says no. */
const LEAST_BYTES = 4 * 1_048_576;
const BURST_BYTES = 131_072;
const REST_MS = 200;
const OBJECTS = 6;

export const disabledNode: Check = {
  name: 'a node that is disabled under downloads takes no new ones, and ends those that there are',
  limit: `the last new request accepted <= ${ACCEPTED_WITHIN_MS} ms after the commit; 0 downloads fail`,
  atLeast: { full: 200, short: 40 },
  async run({ form, progress }: CheckRun) {
    const count = form === 'full' ? 200 : 40;
    return withToldNode(async (told) => {
      const { control, id, origin, node } = told;
      const { port } = node;
      const names = namesOfLength('/fresh/large', OBJECTS, (bytes) => bytes > LEAST_BYTES);
      // Stored first: how slow the origin is says nothing here.
      for (const name of names) await askJudged({ port, origin, name, range: null });
      let begun = 0;
      let ended = 0;
      const downloads = Array.from({ length: count }, async (_, index) => {
        const name = names[index % names.length] ?? '';
        const answer = await askJudged({
          port,
          origin,
          name,
          range: null,
          onSocket: (socket) => slow(socket, () => begun++),
        });
        ended++;
        return answer;
      });
      await waitUntil('all downloads are under way', () => begun === count, 30_000);
      const probing = probe(told);
      const committing = await control.ask('PATCH', `/v1/nodes/${id}?reason=check`, {
        body: { enabled: false },
        headers: { 'If-Match': '*' },
      });
      const committedMs = performance.now();
      if (committing.status !== 200) throw new Error(`Control refused: ${JSON.stringify(committing.body)}`);
      const { lastAcceptedMs, refused } = await probing;
      const underWay = count - ended;
      const lateMs = Math.max(0, Math.round(lastAcceptedMs - committedMs));
      progress(`the last request was accepted ${lateMs} ms after the commit; ${underWay} downloads are under way`);
      return judge(await Promise.all(downloads), { lateMs, refused, underWay });
    });
  },
};

function judge(
  answers: readonly JudgedAnswer[],
  { lateMs, refused, underWay }: { readonly lateMs: number; readonly refused: number; readonly underWay: number },
) {
  const failed = answers.filter((answer) => !isWhole(answer));
  const wrong = failed.map(
    (answer) => answer.wrong ?? `${answer.status} ${answer.ending} after ${answer.bodyBytes} bytes`,
  );
  if (underWay < answers.length / 2) wrong.push(`only ${underWay} of ${answers.length} downloads were under way`);
  const figure = `last accepted ${lateMs} ms after the commit, then ${refused} refused; ${failed.length} of ${answers.length} downloads failed, ${underWay} were under way`;
  return { figure, tried: answers.length, ok: wrong.length === 0 && lateMs <= ACCEPTED_WITHIN_MS, wrong };
}

/** Asks again and again until the node has said no for a second, or much too late. */
async function probe({ origin, node: { port } }: ToldNode) {
  let lastAcceptedMs = Number.NEGATIVE_INFINITY;
  let refused = 0;
  let firstRefusedMs = Number.POSITIVE_INFINITY;
  const giveUpMs = performance.now() + 5 * ACCEPTED_WITHIN_MS;
  while (performance.now() < Math.min(giveUpMs, firstRefusedMs + 1_000)) {
    const atMs = performance.now();
    const { status } = await askJudged({ port, origin, name: '/fresh/first', range: { first: 0, last: 0 } });
    if (status === 503) {
      refused++;
      firstRefusedMs = Math.min(firstRefusedMs, atMs);
    } else lastAcceptedMs = atMs;
    await Bun.sleep(10);
  }
  return { lastAcceptedMs, refused };
}

/** Reads in bursts. */
function slow(socket: Socket, begun: () => void): void {
  let burst = 0;
  let hasBegun = false;
  socket.on('data', (bytes: Buffer) => {
    if (!hasBegun) begun();
    hasBegun = true;
    burst += bytes.length;
    if (burst < BURST_BYTES) return;
    burst = 0;
    socket.pause();
    setTimeout(() => socket.resume(), REST_MS);
  });
}
