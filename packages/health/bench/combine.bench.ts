import { opinionByte } from '../src/opinion/opinion-byte.ts';
import { RecordedKeeper } from '../src/signals/recorded-keeper.ts';
import { replay } from '../src/signals/replay.ts';
import { Assignment } from '../src/verdict/assignment.ts';
import { combine } from '../src/verdict/combine.ts';
import { HAS_IPV4, HAS_IPV6, IN_SERVICE } from '../src/verdict/node-facts.ts';
import { VerdictKeeper } from '../src/verdict/verdict-keeper.ts';
import { OpinionBook } from '../src/opinion/opinion-book.ts';

/**
 * What a publisher of 10,000 nodes with two addresses each and 3 monitors does each second, with all nodes well, half of them down and
 * all of them down, and what a monitor's book costs. A line of JSON per figure: median and 99th percentile of 300 rounds.
 */
const NODES = 10_000;
const MONITORS = ['ams-1', 'fra-1', 'lon-1'];
const ROUNDS = 300;
const WELL = opinionByte('up', 'up');
const ILL = opinionByte('silence', 'refused');

const facts = new Uint8Array(NODES).fill(HAS_IPV4 | HAS_IPV6 | IN_SERVICE);
const scenarios = { 'all well': 0, 'half down': NODES / 2, 'all down': NODES };

for (const [scenario, down] of Object.entries(scenarios)) {
  const opinions = new Uint8Array(NODES).fill(WELL).fill(ILL, 0, down);
  const ballot = {
    facts,
    assigned: new Assignment(MONITORS, 3).masks(NODES),
    opinions: MONITORS.map(() => opinions.slice()),
  };
  const votes = new Uint8Array(NODES);
  report(`combine, ${scenario}`, () => combine(ballot, votes));

  const recorded = new RecordedKeeper(VerdictKeeper.start(0), 2 ** 26);
  recorded.take({ kind: 'nodes', atMs: 0, facts });
  let atMs = 0;
  const second = () => {
    atMs += 1_000;
    for (const monitor of MONITORS) recorded.take({ kind: 'opinions', atMs, monitor, sentAtMs: atMs, opinions });
    const ages = new Uint8Array(NODES).fill(atMs % 2_000 === 0 ? 0 : 1);
    recorded.take({ kind: 'heartbeats', atMs, sentAtMs: atMs, ages, intervalMs: 1_000 });
  };
  second();
  report(`tick after a second of signals, ${scenario}`, () => recorded.tick(atMs), second);
  const recording = recorded.recording();
  const bytes = recording.reduce((sum, { length }) => sum + length, 0);
  line(`recording, ${scenario}`, { bytesPerSecond: Math.round(bytes / (atMs / 1_000)) });
  const from = performance.now();
  const { ticks } = replay(recording);
  line(`replay, ${scenario}`, { msPerSecond: rounded((performance.now() - from) / ticks) });
}

const book = new OpinionBook();
for (let node = 0; node < NODES; node++) for (const family of [4, 6] as const) book.watch(node, family, node / 10);
let nowMs = 0;
const turn = () => {
  nowMs += 50;
  book.startDue(nowMs, (attempt) => book.answer(attempt, 'good', nowMs));
};
report('a turn of 50 ms of a book of 20,000 addresses, all well', turn);
report('encode the opinions', () => book.encode(nowMs, [4, 6]));

function report(figure: string, work: () => unknown, before: () => void = () => undefined): void {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    before();
    const from = performance.now();
    work();
    times.push(performance.now() - from);
  }
  times.sort((x, y) => x - y);
  line(figure, {
    medianMs: rounded(times[ROUNDS >>> 1] ?? NaN),
    p99Ms: rounded(times[Math.floor(ROUNDS * 0.99)] ?? NaN),
  });
}

function line(figure: string, values: Record<string, number>): void {
  process.stdout.write(`${JSON.stringify({ figure, ...values })}\n`);
}

function rounded(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}
