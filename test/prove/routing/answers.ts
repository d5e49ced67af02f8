import type { RouteAnswer } from '@nearhop/contracts';
import { Address } from '@nearhop/ip';
import { expectAnswer } from '@nearhop/replay';
import { askRouter } from '../../harness/http-asker.ts';
import type { DressedWorld } from './dressed-world.ts';

export interface AnswersReport {
  readonly asked: number;
  readonly failed: number;
  readonly wrong: readonly string[];
  readonly wrongCount: number;
  readonly nodeShare: number;
  readonly noMatchShare: number;
  /** Share of the answers for clients whose block lies inside another. */
  readonly nestedShare: number;
  readonly byReason: Readonly<Record<string, number>>;
  readonly seconds: number;
}

export interface AnswersOptions {
  readonly port: number;
  readonly dressed: DressedWorld;
  readonly count: number;
  /** The next client address. */
  readonly sample: () => { toString(): string };
  readonly progress: (text: string) => void;
}

const CONNECTIONS = 32;
const KEPT_EXAMPLES = 5;

/** Asks a router for many clients over HTTP and holds every answer against the oracle. */
export async function compareAnswers(options: AnswersOptions): Promise<AnswersReport> {
  const { world, revision } = options.dressed;
  const startedAt = performance.now();
  const byReason: Record<string, number> = {};
  const wrong: string[] = [];
  let sent = 0;
  let answered = 0;
  let failed = 0;
  let wrongCount = 0;
  let nodes = 0;
  let nested = 0;

  const judge = (client: string, answer: RouteAnswer) => {
    const address = Address.parse(client);
    const expected = expectAnswer(world, address);
    const stands = { client, ...expected, revision, health: world.vector.number };
    const { ttlSeconds: _, ...said } = answer;
    byReason[answer.reason] = (byReason[answer.reason] ?? 0) + 1;
    if (answer.decision === 'node') nodes++;
    if (world.blocks.find(address)?.enclosing !== undefined) nested++;
    if (Bun.deepEquals(said, stands, true)) return;
    wrongCount++;
    if (wrong.length < KEPT_EXAMPLES)
      wrong.push(`${client}: said ${JSON.stringify(said)}: expected ${JSON.stringify(stands)}`);
  };

  await askRouter({
    hostname: '127.0.0.1',
    port: options.port,
    connections: CONNECTIONS,
    next: () => (sent++ < options.count ? options.sample().toString() : undefined),
    onAnswer({ client, status, body }) {
      answered++;
      if (answered % 100_000 === 0) options.progress(`${answered} answers, ${wrongCount} wrong, ${failed} failed`);
      if (status === 200) judge(client, JSON.parse(body) as RouteAnswer);
      else failed++;
    },
    onFailure: () => void failed++,
  });
  return {
    asked: answered + failed,
    failed,
    wrong,
    wrongCount,
    nodeShare: nodes / answered,
    noMatchShare: (byReason['no-match'] ?? 0) / answered,
    nestedShare: nested / answered,
    byReason,
    seconds: (performance.now() - startedAt) / 1_000,
  };
}
