import type { Origin } from '@nearhop/contracts';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beginNodeLife, type NodeDrive, type StartedNode } from '../../harness/cache-node-life.ts';
import { OracleOrigin } from './oracle-origin.ts';

/** A cache node, an origin that knows every byte, and a directory of their own, for one check. */
export interface LoneNode {
  readonly directory: string;
  readonly origin: OracleOrigin;
  readonly node: StartedNode;
  /** The node's log so far. */
  output(): string;
}

export interface LoneNodeOptions {
  /** The size of each drive, named after its place: `drive0`, `drive1` … */
  readonly driveSizes: readonly string[];
  /** Further ones that the node may ask. */
  readonly origins?: readonly Origin[];
  /** A program that runs the node, given the drives and a file for what it has to say. */
  readonly within?: (drives: readonly NodeDrive[], log: string) => readonly string[];
}

/** Runs something with a node of its own; removes all that there was of it. */
export async function withLoneNode<Result>(
  { driveSizes, origins = [], within }: LoneNodeOptions,
  run: (lone: LoneNode) => Promise<Result>,
): Promise<Result> {
  const directory = mkdtempSync(join(tmpdir(), 'nearhop-lone-'));
  const origin = await OracleOrigin.start();
  const drives = driveSizes.map((size, index) => ({ directory: join(directory, `drive${index}`), size }));
  const life = beginNodeLife({
    directory,
    origins: [origin.record, ...origins],
    drives,
    ...(within !== undefined && { within: within(drives, join(directory, 'trace.log')) }),
  });
  try {
    return await run({ directory, origin, node: await life.started, output: () => life.output() });
  } finally {
    life.signal('SIGKILL');
    await life.exited;
    await origin[Symbol.asyncDispose]();
    rmSync(directory, { recursive: true, force: true });
  }
}
