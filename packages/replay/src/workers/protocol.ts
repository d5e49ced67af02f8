import type { HealthVector } from '@nearhop/contracts';
import type { AttackOptions } from '../attack/attack.ts';
import type { TableSpread } from '../clients/table-clients.ts';
import type { TallyState } from '../measure/run-tally.ts';
import type { TruthWrite } from '../oracle/truth.ts';
import type { ArrivalsOptions } from '../pacer/arrivals.ts';

/** Where the client addresses come from: the blocks of the registry, or weighted prefixes as text. */
export type ClientsPlan =
  | { readonly kind: 'table'; readonly spread: TableSpread; readonly ipv6Share?: number }
  | { readonly kind: 'entries'; readonly entries: readonly (readonly [prefix: string, weight: number])[] };

/** Whose answers are judged, and when one is stale. */
export interface JudgingPlan {
  readonly policy: { readonly privateNetworks: readonly string[]; readonly lab: boolean };
  /** How long a router may take to follow. */
  readonly staleAfterMs: number;
}

/** One worker's part of a run, as plain data. */
export interface WorkerPlan {
  readonly attack: AttackOptions;
  readonly arrivals: ArrivalsOptions;
  readonly clients: ClientsPlan;
  /** Undefined: answers are only read and counted. */
  readonly judging: JudgingPlan | undefined;
}

/** What becomes known about the registry, in order: a load in pages, then what follows it, or another load. */
export type TruthMessage =
  | { readonly kind: 'load'; readonly revision: number }
  | { readonly kind: 'page'; readonly writes: readonly TruthWrite[] }
  | { readonly kind: 'loaded'; readonly atMs: number }
  | {
      readonly kind: 'revision';
      readonly revision: number;
      readonly writes: readonly TruthWrite[];
      readonly atMs: number;
    }
  | { readonly kind: 'vector'; readonly vector: HealthVector; readonly atMs: number };

/** To a worker, whose thread begins with its plan: the truth, `prepare` once that is loaded, `start`; the truth goes on in between. */
export type ToWorker =
  { readonly kind: 'prepare' } | { readonly kind: 'start' } | { readonly kind: 'stop' } | TruthMessage;

export type FromWorker =
  | { readonly kind: 'prepared' }
  | { readonly kind: 'progress'; readonly tally: TallyState }
  | { readonly kind: 'done'; readonly tally: TallyState }
  | { readonly kind: 'failed'; readonly message: string };

/** Milliseconds since the epoch, finer than `Date.now()`, that all threads of a machine agree on, and never go back within one. */
export function sharedNowMs(): number {
  return performance.timeOrigin + performance.now();
}
