import * as fc from 'fast-check';
import { OpinionBook } from '../opinion/opinion-book.ts';
import { OPINION_POLICY } from '../opinion/opinion-policy.ts';
import { HARD_FAILURES, type ProbeOutcome } from '../opinion/probe-outcome.ts';
import type { HistoriesRun, HistoriesSeen } from './histories-run.ts';
import { OpinionReferee } from './opinion-referee.ts';
import { Probing, type Lag, type Reply } from './probing.ts';

/** Some seconds of a node's life: how it answers, how late, and how many attempts it leaves unanswered. */
interface Phase {
  readonly forMs: number;
  readonly outcome: ProbeOutcome | 'silence';
  readonly afterMs: number;
  /** Of 8 attempts, the bits of those that nobody answers. */
  readonly lost: number;
  readonly lag: Lag | undefined;
}

const phase: fc.Arbitrary<Phase> = fc.record({
  forMs: fc.integer({ min: 100, max: 30_000 }),
  outcome: fc.constantFrom<Phase['outcome']>('good', 'good', ...HARD_FAILURES, 'silence'),
  afterMs: fc.oneof(fc.integer({ min: 1, max: 100 }), fc.integer({ min: 1, max: 3_000 })),
  lost: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 255 })),
  lag: fc.option(fc.record({ atMs: fc.integer({ min: 0, max: 5_000 }), lagMs: fc.integer({ min: 100, max: 400 }) }), {
    nil: undefined,
  }),
});

/** Whatever answers, silence, loss and lag come, an opinion changes by the rules and at no other time. */
export function opinionHistories({ runs, seed }: HistoriesRun): HistoriesSeen {
  const seen = { histories: 0, ups: 0, downsByHard: 0, downsBySilence: 0, voids: 0 };
  const property = fc.property(fc.array(phase, { minLength: 2, maxLength: 12 }), (phases) => {
    const referee = live(phases);
    seen.histories++;
    for (const key of ['ups', 'downsByHard', 'downsBySilence', 'voids'] as const) seen[key] += referee.seen[key];
    if (referee.wrong.length > 0) throw new Error(referee.wrong.slice(0, 3).join('; '));
  });
  fc.assert(property, { numRuns: runs, seed });
  return seen;
}

function live(phases: readonly Phase[]): OpinionReferee {
  // Blindness is apart: it hides an opinion and changes none.
  const policy = { ...OPINION_POLICY, blindAfterMs: Infinity };
  const book = new OpinionBook(policy);
  const referee = new OpinionReferee(policy);
  const ends: number[] = [];
  for (const { forMs } of phases) ends.push((ends.at(-1) ?? 0) + forMs);
  const lags = phases.flatMap(({ lag }, index) =>
    lag === undefined ? [] : [{ ...lag, atMs: lag.atMs + (ends[index - 1] ?? 0) }],
  );
  let attempts = 0;
  const reply = (startedAtMs: number): Reply | undefined => {
    const now = phases[ends.findIndex((endMs) => startedAtMs < endMs)];
    const isLost = ((now?.lost ?? 0) >>> (attempts++ % 8)) & 1;
    if (now === undefined || now.outcome === 'silence' || isLost === 1) return undefined;
    return { afterMs: now.afterMs, outcome: now.outcome };
  };
  const probing = new Probing(book, reply, {
    started: (attempt) => referee.started(attempt),
    answered: (attempt, outcome, nowMs) => referee.answered(attempt, outcome, nowMs),
    lagged: (lagMs, nowMs) => referee.lagged(lagMs, nowMs),
    settled: (nowMs) => referee.compare(book.opinion(0, 4, nowMs), nowMs),
  });
  book.watch(0, 4, 0);
  probing.run(
    ends.at(-1) ?? 0,
    lags.sort((one, other) => one.atMs - other.atMs),
  );
  return referee;
}
