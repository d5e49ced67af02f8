import { join } from 'node:path';

export interface WrkOptions {
  readonly url: string;
  readonly addressFile: string;
  readonly connection: 'keep-alive' | 'close';
  readonly connections: number;
  readonly seconds: number;
  /** The core that wrk stays on. */
  readonly core: number;
}

export interface WrkResult {
  readonly requests: number;
  readonly seconds: number;
  /** Connections that broke and requests without an answer. */
  readonly failed: number;
  /** Answers with a status of 400 or above. */
  readonly refused: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** Loads a server with Debian's wrk, one thread on one core; each request names the next client address. */
export async function runWrk(options: WrkOptions): Promise<WrkResult> {
  const wrk = [
    'wrk',
    '-t1',
    `-c${options.connections}`,
    `-d${options.seconds}s`,
    '-s',
    join(import.meta.dir, 'clients.lua'),
  ];
  const command = [
    'taskset',
    '-c',
    String(options.core),
    ...wrk,
    options.url,
    '--',
    options.addressFile,
    options.connection,
  ];
  const child = Bun.spawn(command, { stdout: 'pipe', stderr: 'pipe' });
  const [output, errors] = await Promise.all([child.stdout.text(), child.stderr.text(), child.exited]);
  const numbers = /^RESULT (\d+) (\d+) (\d+) (\d+) (\d+) (\d+)$/m.exec(output)?.slice(1).map(Number);
  if (numbers === undefined) throw new Error(`wrk printed no result: ${output}${errors}`);
  const [requests = 0, microseconds = 0, failed = 0, refused = 0, p50 = 0, p99 = 0] = numbers;
  return { requests, seconds: microseconds / 1e6, failed, refused, p50Ms: p50 / 1_000, p99Ms: p99 / 1_000 };
}
