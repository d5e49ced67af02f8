import type { Origin } from '@nearhop/contracts';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { beginNodeLife } from './cache-node-life.ts';
import { waitUntil } from './wait-until.ts';

/** A cache node that stands alone, for one check: it has a directory of its own, and what it kept there goes with it. */
export interface LoneCacheNode extends AsyncDisposable {
  readonly port: number;
  output(): string;
  traffic(): Promise<NodeTraffic>;
  /** The access log, once it has at least so many lines. */
  accessLog(atLeast: number): Promise<readonly AccessLine[]>;
  /** Ends it in good order, with its exit code. */
  stop(): Promise<number>;
}

const trafficSchema = z.object({ hitBytes: z.number(), missBytes: z.number(), egressBytes: z.number() });
export type NodeTraffic = z.infer<typeof trafficSchema>;

const accessLineSchema = z.object({
  method: z.string(),
  target: z.string(),
  status: z.number(),
  /** The Cache-Status of what was content. */
  cache: z.string().optional(),
  /** Why the node asked no origin. */
  refused: z.string().optional(),
});
export type AccessLine = z.infer<typeof accessLineSchema>;

export interface LoneCacheNodeOptions {
  readonly origins: readonly Origin[];
  /** As the variable of the drives has it: `256mib`. */
  readonly driveSize: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts a cache node in lab mode, unless `env` says otherwise, and waits until it serves. */
export async function startLoneCacheNode({ origins, driveSize, env }: LoneCacheNodeOptions): Promise<LoneCacheNode> {
  const directory = mkdtempSync(join(tmpdir(), 'nearhop-cache-node-'));
  const logPath = join(directory, 'access.log');
  const remove = (): void => rmSync(directory, { recursive: true, force: true });
  const life = beginNodeLife({
    directory,
    origins,
    drives: [{ directory: join(directory, 'drive'), size: driveSize }],
    env: { NEARHOP_CACHE_NODE_ACCESS_LOG: logPath, ...env },
  });
  const node = await life.started.catch((error: unknown) => {
    remove();
    throw error;
  });
  let stopped: Promise<number> | undefined;
  const stop = (): Promise<number> => (stopped ??= node.stop().finally(remove));
  return {
    port: node.port,
    output: () => life.output(),
    async traffic() {
      const response = await fetch(`${node.statusUrl}/summary`, { headers: { Accept: 'application/json' } });
      return trafficSchema.parse(await response.json());
    },
    async accessLog(atLeast) {
      let lines: readonly AccessLine[] = [];
      const holds = (): boolean => (lines = readLines(logPath)).length >= atLeast;
      await waitUntil(`the access log has ${atLeast} lines`, holds, 20_000);
      return lines;
    },
    stop,
    async [Symbol.asyncDispose]() {
      await stop();
    },
  };
}

function readLines(path: string): readonly AccessLine[] {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return [];
  }
  // What is being written has no end of line yet.
  const lines = text.split('\n').slice(0, -1);
  return lines.map((line) => accessLineSchema.parse(JSON.parse(line)));
}
