// `bun packages/http1/bench/answers.bench.ts`: CPU of an answer beside Debian's nginx: the server on one core, wrk on another, each
// server in turn in every round, medians of the rounds' ratios. `floor` writes constant bytes without reading the request.
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { BODY_TAIL } from './answer-text.ts';
import { cpuMicroseconds } from './cpu-of.ts';

const ROUNDS = 5;
const SECONDS = 2;
const WARM_UP_SECONDS = 10;
const FILE_BYTES = 1_048_576;
const SCENARIOS = [
  {
    name: 'small answers, connections kept',
    path: '/v1/route',
    connection: 'keep-alive',
    servers: ['nginx', 'floor', 'ours'],
  },
  {
    name: 'small answers, a connection each',
    path: '/v1/route',
    connection: 'close',
    servers: ['nginx', 'floor', 'ours'],
  },
  { name: '1 MiB from a file, connections kept', path: '/file', connection: 'keep-alive', servers: ['nginx', 'file'] },
] as const;

const directory = mkdtempSync(join(tmpdir(), 'http1-bench-'));
const ports = { nginx: 18_701, floor: 18_702, ours: 18_703, file: 18_704 };
chmodSync(directory, 0o755); // nginx's worker is another user
mkdirSync(join(directory, 'files'));
writeFileSync(
  join(directory, 'files', 'file'),
  crypto.getRandomValues(new Uint8Array(65_536)).toBase64().padEnd(FILE_BYTES),
);
writeFileSync(join(directory, 'nginx.conf'), nginxConfiguration());
const server = (kind: string, port: number) => [
  'bun',
  join(import.meta.dir, 'server.ts'),
  kind,
  String(port),
  join(directory, 'files', 'file'),
];
const processes = {
  nginx: start(['nginx', '-c', join(directory, 'nginx.conf'), '-p', directory]),
  floor: start(server('floor', ports.floor)),
  ours: start(server('ours', ports.ours)),
  file: start(server('file', ports.file)),
};
try {
  await Bun.sleep(1_000);
  for (const scenario of SCENARIOS) {
    const rounds: Record<string, number>[] = [];
    for (let round = 0; round <= ROUNDS; round++) {
      const costs: Record<string, number> = {};
      for (const name of scenario.servers) {
        const before = cpuMicroseconds(processes[name].pid);
        const answers = await load(
          ports[name],
          scenario.path,
          scenario.connection,
          round === 0 ? WARM_UP_SECONDS : SECONDS,
        );
        costs[name] = (cpuMicroseconds(processes[name].pid) - before) / answers;
      }
      if (round > 0) rounds.push(costs);
    }
    for (const name of scenario.servers) {
      const microseconds = median(rounds.map((costs) => costs[name] ?? Number.NaN));
      const ratio = median(rounds.map((costs) => (costs[name] ?? Number.NaN) / (costs['nginx'] ?? Number.NaN)));
      const result = {
        scenario: scenario.name,
        server: name,
        cpuMicroseconds: round2(microseconds),
        ratioToNginx: round2(ratio),
      };
      process.stdout.write(`${JSON.stringify(result)}\n`);
    }
  }
  process.stdout.write(`${JSON.stringify({ load: loadavg(), bun: Bun.version })}\n`);
} finally {
  for (const child of Object.values(processes)) child.kill();
  await Promise.all(Object.values(processes).map((child) => child.exited));
  rmSync(directory, { recursive: true });
}

function start(command: readonly string[]) {
  return Bun.spawn(['taskset', '-c', '0', ...command], { stdout: 'ignore', stderr: 'inherit' });
}

/** The number of answers. */
async function load(port: number, path: string, connection: string, seconds: number): Promise<number> {
  const headers = ['-H', `Connection: ${connection}`, '-H', 'X-Forwarded-For: 198.51.100.7'];
  const url = `http://127.0.0.1:${port}${path}`;
  const wrk = Bun.spawn(['taskset', '-c', '1', 'wrk', '-t1', '-c64', `-d${seconds}s`, ...headers, url], {
    stdout: 'pipe',
  });
  const output = await wrk.stdout.text();
  if (/Non-2xx|Socket errors/.test(output)) throw new Error(`wrk met errors: ${output}`);
  return Number(/(\d+) requests in/.exec(output)?.[1]);
}

function nginxConfiguration(): string {
  const headers = `add_header Cache-Control "private, max-age=300"; add_header Nearhop-Reason matched; add_header ETag 'W/"1"';`;
  return `daemon off; worker_processes 1; pid ${directory}/nginx.pid; error_log stderr crit;
events { worker_connections 1024; }
http {
  access_log off; keepalive_requests 100000000; default_type application/json; sendfile on; tcp_nopush on;
  server {
    listen 127.0.0.1:${ports.nginx} backlog=1024;
    location /v1/route { ${headers} return 200 '{"client":"$http_x_forwarded_for",${BODY_TAIL}'; }
    location /file { root ${directory}/files; }
  }
}
`;
}

function median(values: readonly number[]): number {
  return values.toSorted((x, y) => x - y)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function round2(value: number): number {
  return Math.round(value * 100) / 100;
}
