// What one worker can ask and judge: `bun packages/replay/bench/attack.bench.ts [seconds] [rate ...]`. The table of the real Internet, all
// of it one node's, so that a stub can answer rightly; the stub has a process of its own.
import type { CacheNode } from '@nearhop/contracts';
import { specialUseOverlap } from '@nearhop/ip';
import { readRealTable } from '../../../test/real-table.ts';
import { parseTarget, replay, reportText, type ReplayOptions, type Truth, type TruthWrite } from '../src/index.ts';

const SEED = 1;
const PAGE = 5_000;
const [seconds = 10, ...rates] = process.argv.slice(2).map(Number);

const node: CacheNode = {
  id: 'n_0000000000000001',
  number: 1,
  customer: 'bench',
  name: 'Bench-1',
  servers: { ipv4: { address: '203.0.113.1', port: 80 } },
  enabled: true,
  activated: true,
  labels: {},
  admin: { state: 'auto' },
  createdAt: '2026-01-01T00:00:00.000Z',
};
const answer = {
  client: 'CLIENT',
  decision: 'node',
  reason: 'matched',
  caches: [{ node: node.name, ...node.servers.ipv4, backup: false }],
  ttlSeconds: 300,
  revision: 1,
  health: 0,
};

const stub = Bun.spawn(
  [process.execPath, new URL('stub-router.ts', import.meta.url).pathname, JSON.stringify(answer)],
  {
    stdout: 'pipe',
    stderr: 'inherit',
  },
);
const { value } = await stub.stdout.getReader().read();
const port = Number(new TextDecoder().decode(value));

try {
  for (const mode of ['reused', 'new'] as const) {
    for (const ratePerSecond of rates.length > 0 ? rates : [20_000, 40_000]) {
      const outcome = await replay(options(ratePerSecond, mode), { truth: realTruth() });
      if (outcome.kind !== 'done') throw new Error(`The stub did not answer: ${JSON.stringify(outcome)}`);
      process.stdout.write(`--- ${mode} connections, ${ratePerSecond}/s asked for\n`);
      process.stdout.write(`${reportText(outcome.report, [])}\n`);
    }
  }
} finally {
  stub.kill();
}

function options(ratePerSecond: number, mode: 'reused' | 'new'): ReplayOptions {
  return {
    attack: { target: parseTarget(`http://127.0.0.1:${port}`), mode, connections: 64, timeoutMs: 5_000 },
    arrivals: { ratePerSecond, durationMs: seconds * 1_000, spacing: 'constant', seed: SEED, workers: 1 },
    clients: { kind: 'table', spread: { kind: 'blocks' } },
    judging: { policy: { privateNetworks: [], lab: false }, staleAfterMs: 1_000 },
  };
}

function realTruth(): Truth {
  const position = { lineage: 'bench', revision: 1, chain: '' };
  return {
    snapshot: async () => ({ position, pages: pages() }),
    // oxlint-disable-next-line require-yield -- nothing changes
    async *changes(_after, signal) {
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
    },
    health: {
      vector: async () => ({ number: 0, entries: new Uint8Array(0), publishedAtMs: 0 }),
      // oxlint-disable-next-line require-yield -- nobody publishes
      async *vectors(signal) {
        await new Promise((resolve) => signal.addEventListener('abort', resolve));
      },
    },
  };
}

async function* pages(): AsyncIterable<TruthWrite[]> {
  yield [{ kind: 'node', id: node.id, value: node }];
  const seen = new Set<string>();
  let page: TruthWrite[] = [];
  for (const { prefix } of readRealTable()) {
    const text = prefix.toString();
    if (seen.has(text) || specialUseOverlap(prefix) !== undefined) continue;
    seen.add(text);
    page.push({ kind: 'claim', id: `${text}@${node.id}`, value: { node: node.id, prefix: text, state: 'valid' } });
    if (page.length < PAGE) continue;
    yield page;
    page = [];
  }
  yield page;
}
