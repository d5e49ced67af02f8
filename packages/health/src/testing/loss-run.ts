import { seededRandom } from '../../../../test/harness/random.ts';
import { OpinionBook } from '../opinion/opinion-book.ts';
import { OPINION_POLICY, type OpinionPolicy } from '../opinion/opinion-policy.ts';
import { lossyAnswerMs } from './lossy-tcp.ts';
import { Probing } from './probing.ts';

export interface LossRun {
  /** Probability that a packet is lost, in each direction. */
  readonly loss: number;
  readonly hours: number;
  readonly seed: number;
  readonly policy?: OpinionPolicy;
}

export interface LossSeen {
  /** How often the opinion of the node, which is always well, became `down`. */
  readonly falseDowns: number;
  /** Rounds whose first attempt was not answered in time: each is a chance for a false `down`. */
  readonly chances: number;
  readonly attempts: number;
  readonly answers: number;
}

/** One monitor and one node that is well, with a lossy link between them. */
export function runLoss({ loss, hours, seed, policy = OPINION_POLICY }: LossRun): LossSeen {
  const random = seededRandom(seed);
  const book = new OpinionBook(policy);
  const seen = { falseDowns: 0, chances: 0, attempts: 0, answers: 0 };
  let wasUp = false;
  let lastStartedMs = -Infinity;
  let isRetrying = false;
  const probing = new Probing(book, () => ({ afterMs: lossyAnswerMs(random, loss, 2), outcome: 'good' }), {
    started: ({ startedAtMs }) => {
      seen.attempts++;
      const isRetry = startedAtMs < lastStartedMs + policy.roundEveryMs;
      if (isRetry && !isRetrying) seen.chances++;
      isRetrying = isRetry;
      lastStartedMs = startedAtMs;
    },
    answered: () => {
      seen.answers++;
      isRetrying = false;
    },
    settled: (nowMs) => {
      const isUp = book.opinion(0, 4, nowMs) === 'up';
      if (wasUp && !isUp) seen.falseDowns++;
      wasUp = isUp;
    },
  });
  book.watch(0, 4, 0);
  probing.run(hours * 3_600_000);
  return seen;
}
