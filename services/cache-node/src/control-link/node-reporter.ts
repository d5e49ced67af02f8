import type { StoreStats } from '@nearhop/cache-store';
import type { DriveReport, NodeReport } from '@nearhop/contracts';
import type { Http1Counters } from '@nearhop/http1';
import type { Counters } from '../counters.ts';

export interface NodeReporterDependencies {
  readonly counters: Pick<Counters, 'egressBytes' | 'hitBytes' | 'missBytes'>;
  readonly listener: Pick<Http1Counters, 'openConnections' | 'requests'>;
  readonly stats: () => Pick<StoreStats, 'drives'> | undefined;
  readonly monotonicMs: () => number;
}

const LONGEST_NAME = 100;
const MS_PER_SECOND = 1_000;
const BITS_PER_BYTE = 8;
const BITS_PER_MEGABIT = 1_000_000;

/** What heartbeats say of the node. */
export class NodeReporter {
  readonly #deps: NodeReporterDependencies;
  readonly #startedMs: number;
  #last: { readonly atMs: number; readonly egressBytes: number };

  constructor(dependencies: NodeReporterDependencies) {
    this.#deps = dependencies;
    this.#startedMs = dependencies.monotonicMs();
    this.#last = { atMs: this.#startedMs, egressBytes: dependencies.counters.egressBytes };
  }

  /** The rate is that since the report before. */
  report(): NodeReport {
    const { counters, listener, stats, monotonicMs } = this.#deps;
    const { egressBytes, hitBytes, missBytes } = counters;
    const atMs = monotonicMs();
    const before = this.#last;
    this.#last = { atMs, egressBytes };
    return {
      uptimeSeconds: Math.floor((atMs - this.#startedMs) / MS_PER_SECOND),
      connections: listener.openConnections,
      requests: listener.requests,
      hitBytes,
      missBytes,
      egressBytes,
      egressMbps: megabitsPerSecond(egressBytes - before.egressBytes, atMs - before.atMs),
      drives: (stats()?.drives ?? []).map(driveReport),
    };
  }
}

function megabitsPerSecond(bytes: number, overMs: number): number {
  if (overMs <= 0) return 0;
  return Math.round(((bytes * BITS_PER_BYTE) / BITS_PER_MEGABIT / overMs) * MS_PER_SECOND * 1_000) / 1_000;
}

function driveReport({ directory, state, sizeBytes, usedBytes }: StoreStats['drives'][number]): DriveReport {
  // The end of a path tells drives apart.
  const name = directory.slice(-LONGEST_NAME);
  return { name, sizeBytes, usedBytes, state: state === 'serving' ? 'ok' : 'set-aside' };
}
