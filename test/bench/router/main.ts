// `npm run bench:router`: what one answer costs, beside Debian's nginx `geo` and HAProxy `map_ip`: the same table, the same
// random client addresses, the server on one core and wrk on another, each server in turn, several rounds, medians.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { planRealWorld, toImportCsv } from '../../prove/routing/real-world.ts';
import { measureServers, SCENARIOS } from './measure.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '5' },
    limit: { type: 'string' },
  },
});
const directory = mkdtempSync(join(tmpdir(), 'nearhop-bench-'));
try {
  const world = planRealWorld({
    seed: 1,
    customers: 400,
    ...(values.limit !== undefined && { limit: Number(values.limit) }),
  });
  writeFileSync(join(directory, 'import.csv'), toImportCsv(world));
  const results = await measureServers({
    directory,
    world,
    scenarios: Object.values(SCENARIOS),
    rounds: Number(values.rounds),
    seconds: Number(values.seconds),
    progress: (text) => void process.stderr.write(`${text}\n`),
  });
  for (const result of results) process.stdout.write(`${JSON.stringify(result)}\n`);
  process.stdout.write(`${JSON.stringify({ load: loadavg(), versions: versions() })}\n`);
} finally {
  rmSync(directory, { recursive: true, force: true });
}

function versions(): Record<string, string> {
  const nginx = Bun.spawnSync(['nginx', '-v']).stderr.toString().trim();
  const haproxy = execFileSync('haproxy', ['-v'], { encoding: 'utf8' }).split('\n')[0] ?? '';
  return { bun: Bun.version, nginx, haproxy };
}
