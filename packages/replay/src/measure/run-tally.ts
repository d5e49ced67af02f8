import type { RouteAnswer } from '@nearhop/contracts';
import { FAILURE_KINDS, type Failure, type FailureKind } from '../attack/failure.ts';
import { UNJUDGED_REASONS, type UnjudgedReason, type Verdict, type WrongAnswer } from '../judge/verdict.ts';
import { Histogram, type HistogramState } from './histogram.ts';

/** A target that names ever new nodes must not fill the memory of who asks it. */
const MOST_NODES = 10_000;
export const OTHER_NODES = '(others)';

export const MOST_EXAMPLES = 10;

/** What a run, or one worker's part of it, has counted: plain data that crosses threads. */
export interface TallyState {
  readonly latency: HistogramState;
  readonly counts: TallyCounts;
  readonly unjudged: Record<UnjudgedReason, number>;
  readonly failures: Record<FailureKind, number>;
  /** What the first failure of a kind said. */
  readonly failureDetails: Partial<Record<FailureKind, string>>;
  readonly byReason: Record<string, number>;
  /** By the first cache of the answer. */
  readonly byNode: Map<string, number>;
  readonly wrongExamples: WrongAnswer[];
}

export interface TallyCounts {
  answered: number;
  right: number;
  wrong: number;
  /** Followed from a revision, or a health number, that was out of date for longer than allowed. */
  stale: number;
  /** Requests that left the generator, and those that did so late by its own doing. */
  sent: number;
  sentLate: number;
  /** When the last answer or failure came, from the start. */
  lastMs: number;
}

export class RunTally {
  readonly #latency = new Histogram();
  readonly #rest: Omit<TallyState, 'latency'>;

  constructor() {
    this.#rest = {
      counts: { answered: 0, right: 0, wrong: 0, stale: 0, sent: 0, sentLate: 0, lastMs: 0 },
      unjudged: zeroes(UNJUDGED_REASONS),
      failures: zeroes(FAILURE_KINDS),
      failureDetails: {},
      byReason: {},
      byNode: new Map(),
      wrongExamples: [],
    };
  }

  get state(): TallyState {
    return { ...this.#rest, latency: this.#latency.state };
  }

  answered(answer: RouteAnswer, latencyMs: number, atMs: number): void {
    const { counts, byReason } = this.#rest;
    counts.answered++;
    counts.lastMs = Math.max(counts.lastMs, atMs);
    byReason[answer.reason] = (byReason[answer.reason] ?? 0) + 1;
    const [first] = answer.caches;
    if (first !== undefined) this.#countNode(first.node, 1);
    this.#latency.record(latencyMs);
  }

  failed({ kind, detail }: Failure, atMs: number): void {
    const { counts, failures, failureDetails } = this.#rest;
    failures[kind]++;
    failureDetails[kind] ??= detail;
    counts.lastMs = Math.max(counts.lastMs, atMs);
  }

  stale(): void {
    this.#rest.counts.stale++;
  }

  judged(verdict: Verdict): void {
    const { counts, unjudged, wrongExamples } = this.#rest;
    if (verdict.kind === 'unjudged') unjudged[verdict.why]++;
    else counts[verdict.kind]++;
    if (verdict.kind === 'wrong' && wrongExamples.length < MOST_EXAMPLES) wrongExamples.push(verdict.example);
  }

  sending(sent: number, late: number): void {
    this.#rest.counts.sent = sent;
    this.#rest.counts.sentLate = late;
  }

  merge(other: TallyState): void {
    const state = this.#rest;
    this.#latency.merge(new Histogram(other.latency));
    const lastMs = Math.max(state.counts.lastMs, other.counts.lastMs);
    addAll(state.counts, other.counts);
    state.counts.lastMs = lastMs;
    addAll(state.unjudged, other.unjudged);
    addAll(state.failures, other.failures);
    addAll(state.byReason, other.byReason);
    Object.assign(state.failureDetails, { ...other.failureDetails, ...state.failureDetails });
    for (const [node, count] of other.byNode) this.#countNode(node, count);
    state.wrongExamples.push(...other.wrongExamples);
    state.wrongExamples.sort((x, y) => x.atMs - y.atMs).splice(MOST_EXAMPLES);
  }

  #countNode(node: string, by: number): void {
    const { byNode } = this.#rest;
    const name = byNode.has(node) || byNode.size < MOST_NODES ? node : OTHER_NODES;
    byNode.set(name, (byNode.get(name) ?? 0) + by);
  }
}

function zeroes<Name extends string>(names: readonly Name[]): Record<Name, number> {
  return Object.fromEntries(names.map((name) => [name, 0])) as Record<Name, number>;
}

function addAll<Name extends string>(into: Record<Name, number>, from: Readonly<Record<Name, number>>): void {
  for (const name of Object.keys(from) as Name[]) into[name] = (into[name] ?? 0) + from[name];
}
