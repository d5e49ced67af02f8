import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { measureUpdate } from '../../bench/update/measure-update.ts';
import type { Check } from '../check.ts';
import { planRealWorld } from '../routing/real-world.ts';

const MOST_P99_MS = 20;

export const updateChecks: readonly Check[] = [
  {
    name: 'bench:update: from a commit to visible on two routers through Redis under load',
    limit: `p99 <= ${MOST_P99_MS} ms at 2 x 5,000 requests/s`,
    atLeast: { full: 500 },
    async run(run) {
      const directory = mkdtempSync(join(tmpdir(), 'nearhop-update-'));
      try {
        const world = planRealWorld({ seed: run.seed, customers: 400 });
        const { nearhop, nginxReload, haproxySetMap, load } = await measureUpdate({
          directory,
          world,
          updates: 500,
          peerUpdates: 20,
          ratePerSecond: 5_000,
          progress: run.progress,
        });
        return {
          figure: `p50 ${nearhop.p50Ms.toFixed(1)}, p99 ${nearhop.p99Ms.toFixed(1)}, max ${nearhop.maxMs.toFixed(1)} ms over ${load.answered} answers, ${load.failed} failed; nginx reload p50 ${nginxReload.p50Ms.toFixed(1)} ms; HAProxy set map p50 ${haproxySetMap.p50Ms.toFixed(1)} ms`,
          tried: nearhop.count,
          ok: nearhop.p99Ms <= MOST_P99_MS && load.failed === 0,
        };
      } finally {
        rmSync(directory, { recursive: true, force: true });
      }
    },
  },
];
