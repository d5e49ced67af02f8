// Pages of the few claims that are not valid beside the many that are: `bun packages/registry/bench/pending-claims.bench.ts [blocks] [pending]`.
import { AT, claimWrite, mustCommit } from '../src/contract-suite/example-records.ts';
import { MAX_WRITES_PER_COMMIT, type PendingClaimsOptions, type Registry } from '../src/index.ts';
import { BENCH_STORES } from './testing/bench-stores.ts';

const [blocks = 850_000, pending = 1_000] = process.argv.slice(2).map(Number);
const PAGE = 100;
const ROUNDS = 10;
const CUSTOMERS = 40;
const STATES = ['in-review', 'attention-required', 'released'] as const;

const SCENARIOS: readonly (readonly [name: string, options: Omit<PendingClaimsOptions, 'limit'>])[] = [
  ['one state', { states: ['in-review'] }],
  ['all states', { states: STATES }],
  ["a customer's", { states: STATES, customer: 'c3' }],
];

for (const open of BENCH_STORES) {
  const { name: store, registry, dispose } = await open();
  await fill(registry);
  for (const [name, options] of SCENARIOS) {
    const latenciesMs = await pageThrough(registry, options);
    latenciesMs.sort((x, y) => x - y);
    const at = (share: number) => latenciesMs[Math.floor(share * (latenciesMs.length - 1))]?.toFixed(2);
    process.stdout.write(`${store}, ${name}: ${latenciesMs.length} pages, p50 ${at(0.5)} p99 ${at(0.99)} ms\n`);
  }
  await dispose();
}
process.exit(0);

async function fill(registry: Registry): Promise<void> {
  for (let from = 0; from < blocks; from += MAX_WRITES_PER_COMMIT) {
    const claims = Array.from({ length: MAX_WRITES_PER_COMMIT }, (_, offset) => {
      const number = (from + offset) % CUSTOMERS;
      return claimWrite(number, `c${number}`, `${slash16(from + offset)}.${(from + offset) & 255}.0/24`);
    });
    await mustCommit(registry, ...claims);
  }
  const waiting = Array.from({ length: pending }, (_, index) => {
    const over = { state: STATES[index % STATES.length] ?? 'in-review', since: AT, claimedBy: 'ops@acme.example' };
    return claimWrite(
      100 + (index % 7),
      `c${index % CUSTOMERS}`,
      `${slash16(index * 800)}.${index & 255}.128/25`,
      over,
    );
  });
  await mustCommit(registry, ...waiting);
}

/** The first two numbers of the address of the /24 with an index. */
function slash16(index: number): string {
  return `${10 + (index >> 16)}.${(index >> 8) & 255}`;
}

async function pageThrough(registry: Registry, options: Omit<PendingClaimsOptions, 'limit'>): Promise<number[]> {
  const latenciesMs: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    for (let after: string | undefined; ;) {
      const askedAt = performance.now();
      const page = await registry.pendingClaims({ ...options, limit: PAGE, ...(after !== undefined && { after }) });
      latenciesMs.push(performance.now() - askedAt);
      if (page.length < PAGE) break;
      after = page.at(-1)?.id;
    }
  }
  return latenciesMs;
}
