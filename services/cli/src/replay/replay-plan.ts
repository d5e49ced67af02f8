import { readFileSync } from 'node:fs';
import type { Prefix } from '@nearhop/ip';
import {
  parseTarget,
  readClientFile,
  type ClientsPlan,
  type ConnectionMode,
  type ReplayOptions,
  type Spacing,
  type TableSpread,
  type Target,
  type Thresholds,
} from '@nearhop/replay';
import { CommandFailure } from '../command-failure.ts';
import type { Format } from '../output/format.ts';

/** The options of `nearhop replay` as the command line gives them; durations in milliseconds. */
export interface ReplayFlags {
  readonly rate: number;
  readonly for: number;
  readonly clients?: string;
  readonly spread: TableSpread;
  readonly ipv6Share?: number;
  readonly seed: number;
  readonly spacing: Spacing;
  readonly connections: ConnectionMode;
  readonly maxConnections: number;
  readonly workers: number;
  readonly timeout: number;
  readonly staleAfter: number;
  readonly judge: boolean;
  readonly ca?: string;
  readonly insecure?: true;
  readonly maxP50?: number;
  readonly maxP99?: number;
  readonly maxP999?: number;
  readonly maxFailed: number;
  readonly maxStale: number;
  readonly output: Format;
}

/** What judging must know of the deployment; undefined: nothing is judged. */
export type JudgingPolicy = { readonly privateNetworks: readonly Prefix[]; readonly lab: boolean } | undefined;

/** Throws TargetError and ClientFileError, and CommandFailure for a file that can't be read. */
export function replayPlan(url: string, flags: ReplayFlags, policy: JudgingPolicy): ReplayOptions {
  return {
    attack: {
      target: target(url, flags),
      mode: flags.connections,
      connections: Math.max(1, Math.floor(flags.maxConnections / flags.workers)),
      timeoutMs: flags.timeout,
    },
    arrivals: {
      ratePerSecond: flags.rate,
      durationMs: flags.for,
      spacing: flags.spacing,
      seed: flags.seed,
      workers: flags.workers,
    },
    clients: clients(flags),
    judging: policy && {
      policy: { privateNetworks: policy.privateNetworks.map(String), lab: policy.lab },
      staleAfterMs: flags.staleAfter,
    },
  };
}

export function thresholds({ maxP50, maxP99, maxP999, maxFailed, maxStale }: ReplayFlags): Thresholds {
  return {
    failedShare: maxFailed,
    staleShare: maxStale,
    ...(maxP50 !== undefined && { p50Ms: maxP50 }),
    ...(maxP99 !== undefined && { p99Ms: maxP99 }),
    ...(maxP999 !== undefined && { p999Ms: maxP999 }),
  };
}

function target(url: string, { ca, insecure }: ReplayFlags): Target {
  const certificate = insecure === true ? 'ignore' : 'verify';
  return parseTarget(url, { certificate, ...(ca !== undefined && { ca: readText(ca) }) });
}

function clients({ clients, spread, ipv6Share }: ReplayFlags): ClientsPlan {
  if (clients === undefined) return { kind: 'table', spread, ...(ipv6Share !== undefined && { ipv6Share }) };
  const entries = readClientFile(clients, readText(clients));
  return { kind: 'entries', entries: entries.map(({ prefix, weight }) => [prefix.toString(), weight]) };
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new CommandFailure('usage', `Cannot read "${path}": ${(error as Error).message}`);
  }
}
