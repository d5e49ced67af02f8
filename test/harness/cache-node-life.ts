import type { Origin } from '@nearhop/contracts';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { ROOT } from '../house/source-files.ts';

const MAIN = join(ROOT, 'services/cache-node/src/main.ts');

export interface NodeDrive {
  readonly directory: string;
  /** As the variable has it: `256mib`. */
  readonly size: string;
}

export interface NodeLifeOptions {
  /** The node's own: what it keeps there, its next life finds. */
  readonly directory: string;
  /** The allow-list of a node that stands alone; with `null`, `env` says where control is. */
  readonly origins: readonly Origin[] | null;
  readonly drives: readonly NodeDrive[];
  readonly env?: Readonly<Record<string, string>>;
  /** A program that runs the node as its last arguments, such as `strace -f`. */
  readonly within?: readonly string[];
}

/** One life of a cache node over a directory that stays: a process in lab mode, on loopback and ports of its own choice. */
export interface NodeLife {
  /** What its log says when it serves. */
  readonly started: Promise<StartedNode>;
  /** The exit code; over 128 when a signal ended it. */
  readonly exited: Promise<number>;
  output(): string;
  /** To the node itself, not to what runs it. */
  signal(signal: NodeJS.Signals): void;
}

export interface StartedNode {
  readonly pid: number;
  readonly port: number;
  readonly statusUrl: string;
  readonly opsUrl: string;
  /** The parsed report of `/summary`, which looks at the drives once a second. */
  summary(): Promise<DriveSummaries>;
  /** Ends it gracefully, and kills it when that takes over 15 s; with its exit code. */
  stop(): Promise<number>;
}

const summarySchema = z.object({
  requests: z.number(),
  drives: z.array(
    z.object({
      directory: z.string(),
      state: z.enum(['serving', 'aside']),
      sizeBytes: z.number(),
      usedBytes: z.number(),
      indexBytes: z.number(),
      objects: z.number(),
      extents: z.number(),
      counters: z.record(z.string(), z.number()),
    }),
  ),
});
export type DriveSummaries = z.infer<typeof summarySchema>;

const startedSchema = z.object({
  pid: z.number(),
  endpoints: z.object({ http: z.string(), status: z.string(), ops: z.string() }),
});

const START_WITHIN_MS = 30_000;
const STOP_WITHIN_MS = 15_000;

/** Begins a life, and waits for nothing. */
export function beginNodeLife(options: NodeLifeOptions): NodeLife {
  const { within = [], drives } = options;
  for (const { directory } of drives) mkdirSync(directory, { recursive: true });
  const child = Bun.spawn([...within, process.execPath, MAIN], {
    cwd: ROOT,
    env: environment(options),
    stdin: 'ignore',
    stdout: 'pipe',
    stderr: 'pipe',
  });
  const { promise: started, resolve, reject } = Promise.withResolvers<StartedNode>();
  let output = '';
  let { pid } = child;
  const signal = (name: NodeJS.Signals) => {
    signalOf(pid, name);
    // What runs it may be holding it up.
    if (name === 'SIGKILL' && pid !== child.pid) signalOf(child.pid, name);
  };
  const fail = (why: string) => reject(new Error(`The cache node did not start: ${why}: ${output.slice(-4_000)}`));
  const late = setTimeout(() => fail(`it said nothing for ${START_WITHIN_MS} ms`), START_WITHIN_MS);
  const reading = [child.stdout, child.stderr].map(async (stream) => {
    const decoder = new TextDecoder();
    let isStarted = false;
    for await (const chunk of stream) {
      output += decoder.decode(chunk, { stream: true });
      const line = isStarted ? undefined : /^.*"msg":"started".*$/m.exec(output)?.[0];
      if (line === undefined) continue;
      isStarted = true;
      const said = startedSchema.parse(JSON.parse(line));
      ({ pid } = said);
      clearTimeout(late);
      resolve(startedNode(said, exited, signal));
    }
  });
  const exited = Promise.all([child.exited, ...reading]).then(([code]) => code);
  void exited.then((code) => fail(`it ended with ${code}`)).finally(() => clearTimeout(late));
  // Who does not wait for the start is told by `exited`.
  started.catch(() => undefined);
  return { started, exited, output: () => output, signal };
}

function environment({ directory, origins, drives, env }: NodeLifeOptions): Record<string, string | undefined> {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('NEARHOP_'));
  const originsFile = join(directory, 'origins.json');
  if (origins !== null) writeFileSync(originsFile, JSON.stringify(origins));
  return {
    ...Object.fromEntries(inherited),
    NEARHOP_LAB: 'true',
    NEARHOP_DATA_DIR: join(directory, 'data'),
    NEARHOP_CACHE_NODE_LISTEN: '127.0.0.1:0',
    NEARHOP_CACHE_NODE_STATUS_LISTEN: '127.0.0.1:0',
    NEARHOP_CACHE_NODE_OPS_LISTEN: '127.0.0.1:0',
    NEARHOP_CACHE_NODE_DRIVES: drives.map((drive) => `${drive.directory}:${drive.size}`).join(','),
    ...(origins !== null && { NEARHOP_CACHE_NODE_ORIGINS_FILE: originsFile }),
    ...env,
  };
}

function startedNode(
  { pid, endpoints }: z.infer<typeof startedSchema>,
  exited: Promise<number>,
  signal: (name: NodeJS.Signals) => void,
): StartedNode {
  return {
    pid,
    port: Number(new URL(endpoints.http).port),
    statusUrl: endpoints.status,
    opsUrl: endpoints.ops,
    async summary() {
      const headers = { Accept: 'application/json' };
      return summarySchema.parse(await (await fetch(`${endpoints.status}/summary`, { headers })).json());
    },
    async stop() {
      signal('SIGTERM');
      const killer = setTimeout(() => signal('SIGKILL'), STOP_WITHIN_MS);
      return exited.finally(() => clearTimeout(killer));
    },
  };
}

function signalOf(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended.
  }
}
