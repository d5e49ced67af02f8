import type { Check, CheckRun } from '../check.ts';
import { askJudged, isWhole } from './judged-answer.ts';
import { withLoneNode, type LoneNode } from './lone-node.ts';
import { namesOfLength } from './oracle-content.ts';
import { OracleOrigin } from './oracle-origin.ts';

const STALLED = 300;
const MOST_RATIO = 2;
/** Below this the ratio says nothing but how the machine is. */
const LEAST_MS = 5;
const SMALL_BYTES = 20_000;
const MOST_WAIT_MS = 20_000;

export const stalledOrigin: Check = {
  name: '300 requests stalled at one origin leave another origin unharmed',
  limit: `median and 90th percentile of the other's misses within ${MOST_RATIO} x of quiet`,
  atLeast: { full: 600, short: 100 },
  async run({ form, progress }: CheckRun) {
    const count = form === 'full' ? 600 : 100;
    await using silent = await OracleOrigin.start('127.0.0.2');
    silent.misbehave = () => new Promise(() => undefined);
    return await withLoneNode({ driveSizes: ['512mib'], origins: [silent.record] }, async (lone) => {
      // What is slow only the first time.
      await latencies(lone, 'warm', 50);
      const quiet = await latencies(lone, 'quiet', count);
      const stalling = new Stalling(lone, silent);
      await stalling.begin();
      let waiting = 0;
      const stalled = await latencies(lone, 'stalled', count, () => (waiting += stalling.waiting / count));
      await stalling.end();
      const ratio = (share: number) => quantile(stalled.ms, share) / Math.max(LEAST_MS, quantile(quiet.ms, share));
      const worst = Math.max(ratio(0.5), ratio(0.9));
      progress(`quiet ${quantile(quiet.ms, 0.5)} ms, stalled ${quantile(stalled.ms, 0.5)} ms`);
      const wrong = [...quiet.wrong, ...stalled.wrong];
      const figure = `${worst.toFixed(2)} x; median ${quantile(quiet.ms, 0.5).toFixed(1)} → ${quantile(stalled.ms, 0.5).toFixed(1)} ms, 90 % ${quantile(quiet.ms, 0.9).toFixed(1)} → ${quantile(stalled.ms, 0.9).toFixed(1)} ms; ${Math.round(waiting)} waited on average`;
      return {
        figure,
        tried: stalled.ms.length,
        ok: wrong.length === 0 && worst <= MOST_RATIO && waiting > STALLED / 2,
        wrong,
      };
    });
  },
};

/** Clients that ask an origin that never answers, and again when they were told so. */
class Stalling {
  readonly #lone: LoneNode;
  readonly #silent: OracleOrigin;
  #isOver = false;
  #clients: Promise<void>[] = [];
  #waiting = 0;

  constructor(lone: LoneNode, silent: OracleOrigin) {
    this.#lone = lone;
    this.#silent = silent;
  }

  /** How many wait now. */
  get waiting(): number {
    return this.#waiting;
  }

  async begin(): Promise<void> {
    this.#clients = Array.from({ length: STALLED }, (_, client) => this.#client(client));
    await Bun.sleep(500);
  }

  async end(): Promise<void> {
    this.#isOver = true;
    await Promise.all(this.#clients);
  }

  async #client(client: number): Promise<void> {
    const { port } = this.#lone.node;
    for (let round = 0; !this.#isOver; round++) {
      const name = `/fresh/never-${client}-${round}`;
      this.#waiting++;
      const { totalMs } = await askJudged({ port, origin: this.#silent, name, range: null });
      this.#waiting--;
      // The node knows by now that it need not ask: that would be a flood, and no stall.
      if (totalMs < 1_000) await Bun.sleep(1_000);
    }
  }
}

/** Small misses, two at a time. */
async function latencies(
  { origin, node: { port } }: LoneNode,
  label: string,
  count: number,
  each: () => void = () => undefined,
) {
  const ms: number[] = [];
  const wrong: string[] = [];
  const all = namesOfLength(`/fresh/${label}`, count, (bytes) => bytes < SMALL_BYTES);
  const giveUpMs = performance.now() + MOST_WAIT_MS;
  const client = async () => {
    for (let name = all.pop(); name !== undefined && performance.now() < giveUpMs; name = all.pop()) {
      const answer = await askJudged({ port, origin, name, range: null });
      ms.push(answer.totalMs);
      each();
      if (!isWhole(answer)) wrong.push(`${name}: ${answer.status} ${answer.ending} ${answer.wrong ?? ''}`);
    }
  };
  await Promise.all([client(), client()]);
  if (all.length > 0) wrong.push(`${all.length} of ${count} were not asked within ${MOST_WAIT_MS} ms`);
  return { ms: ms.toSorted((a, b) => a - b), wrong };
}

function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.floor(sorted.length * share)] ?? Number.POSITIVE_INFINITY;
}
