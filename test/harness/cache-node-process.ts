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

export interface CacheNodeOptions {
  /** The node's own: its data, its origins file, and a drive unless `drives` says where. */
  readonly directory: string;
  /** The allow-list of a node that stands alone; with `null`, `env` says where control is. */
  readonly origins: readonly Origin[] | null;
  readonly drives?: readonly NodeDrive[];
  readonly env?: Readonly<Record<string, string>>;
  /** A program that runs the node as its last arguments, such as `ip netns exec`. */
  readonly within?: readonly string[];
}

/** A cache node in a process of its own, in lab mode, on loopback and ports of its own choice. */
export interface CacheNodeProcess {
  readonly pid: number;
  readonly directory: string;
  readonly port: number;
  readonly statusUrl: string;
  readonly opsUrl: string;
  output(): string;
  /** The parsed report of `/summary`. */
  summary(): Promise<NodeSummary>;
  /** The exit code; over 128 when a signal ended it. */
  readonly exited: Promise<number>;
  signal(signal: NodeJS.Signals): void;
  /** Ends it gracefully, and kills it when that takes over 15 s. */
  stop(): Promise<number>;
}

const summarySchema = z.object({
  requests: z.number(),
  hitBytes: z.number(),
  missBytes: z.number(),
  egressBytes: z.number(),
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
export type NodeSummary = z.infer<typeof summarySchema>;

const startedSchema = z.object({
  endpoints: z.object({ http: z.string(), status: z.string(), ops: z.string() }),
});

const START_WITHIN_MS = 30_000;
const STOP_WITHIN_MS = 15_000;

/** Starts a cache node and waits until it has said where it listens. */
export async function startCacheNode(options: CacheNodeOptions): Promise<CacheNodeProcess> {
  const child = spawnNode(options);
  const { endpoints } = await child.started;
  return {
    pid: child.pid,
    directory: options.directory,
    port: Number(new URL(endpoints.http).port),
    statusUrl: endpoints.status,
    opsUrl: endpoints.ops,
    output: child.output,
    summary: async () => {
      const headers = { Accept: 'application/json' };
      return summarySchema.parse(await (await fetch(`${endpoints.status}/summary`, { headers })).json());
    },
    exited: child.exited,
    signal: child.signal,
    async stop() {
      child.signal('SIGTERM');
      const killer = setTimeout(() => child.signal('SIGKILL'), STOP_WITHIN_MS);
      return child.exited.finally(() => clearTimeout(killer));
    },
  };
}

/** A cache node that may not have come up yet. */
export interface StartingCacheNode {
  readonly pid: number;
  readonly started: Promise<z.infer<typeof startedSchema>>;
  readonly exited: Promise<number>;
  output(): string;
  signal(signal: NodeJS.Signals): void;
}

/** Starts a cache node and waits for nothing. */
export function spawnNode({ directory, origins, drives, env = {}, within = [] }: CacheNodeOptions): StartingCacheNode {
  const own: NodeDrive = { directory: join(directory, 'drive'), size: '256mib' };
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('NEARHOP_'));
  const places = drives ?? [own];
  for (const place of places) mkdirSync(place.directory, { recursive: true });
  const originsFile = join(directory, 'origins.json');
  if (origins !== null) writeFileSync(originsFile, JSON.stringify(origins));
  let output = '';
  const { promise: started, resolve, reject } = Promise.withResolvers<z.infer<typeof startedSchema>>();
  started.catch(() => undefined);
  const child = Bun.spawn([...within, process.execPath, MAIN], {
    cwd: ROOT,
    env: {
      ...Object.fromEntries(inherited),
      NEARHOP_LAB: 'true',
      NEARHOP_DATA_DIR: join(directory, 'data'),
      NEARHOP_CACHE_NODE_LISTEN: '127.0.0.1:0',
      NEARHOP_CACHE_NODE_STATUS_LISTEN: '127.0.0.1:0',
      NEARHOP_CACHE_NODE_OPS_LISTEN: '127.0.0.1:0',
      NEARHOP_CACHE_NODE_DRIVES: places.map((place) => `${place.directory}:${place.size}`).join(','),
      ...(origins !== null && { NEARHOP_CACHE_NODE_ORIGINS_FILE: originsFile }),
      ...env,
    },
    stdin: 'ignore',
    stdout: 'pipe',
    stderr: 'pipe',
  });
  const late = setTimeout(() => fail(`said nothing for ${START_WITHIN_MS} ms`), START_WITHIN_MS);
  const fail = (why: string) => reject(new Error(`The cache node did not start: ${why}: ${output.slice(-4_000)}`));
  const reading = [child.stdout, child.stderr].map(async (stream) => {
    const decoder = new TextDecoder();
    for await (const chunk of stream) {
      output += decoder.decode(chunk, { stream: true });
      const line = /^.*"msg":"started".*$/m.exec(output)?.[0];
      if (line !== undefined) resolve(startedSchema.parse(JSON.parse(line)));
    }
  });
  const exited = Promise.all([child.exited, ...reading]).then(([code]) => code);
  void exited.then((code) => fail(`it ended with ${code}`));
  void started.catch(() => undefined).finally(() => clearTimeout(late));
  return { pid: child.pid, started, exited, output: () => output, signal: (signal) => child.kill(signal) };
}
