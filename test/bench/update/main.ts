// `npm run bench:update`: from a commit until two routers answer by it, through a real Redis and under load, beside
// `nginx -s reload` and HAProxy's `set map` with the same table.
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { planRealWorld } from '../../prove/routing/real-world.ts';
import { measureUpdate } from './measure-update.ts';

const directory = mkdtempSync(join(tmpdir(), 'nearhop-update-'));
try {
  const figures = await measureUpdate({
    directory,
    world: planRealWorld({ seed: 1, customers: 400 }),
    updates: 500,
    peerUpdates: 20,
    ratePerSecond: 5_000,
    progress: (text) => void process.stderr.write(`${text}\n`),
  });
  process.stdout.write(`${JSON.stringify({ ...figures, machineLoad: loadavg() })}\n`);
} finally {
  rmSync(directory, { recursive: true, force: true });
}
