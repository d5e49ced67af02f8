import { randomInteger, seededRandom } from '../../harness/random.ts';
import { askJudged, type ByteRange, type JudgedAnswer } from './judged-answer.ts';
import { contentLength, type ContentKind } from './oracle-content.ts';
import type { OracleOrigin } from './oracle-origin.ts';

export interface TrafficOptions {
  readonly origin: OracleOrigin;
  readonly seed: number;
  readonly clients: number;
  /** How many names there are of each kind. */
  readonly names: number;
  readonly kinds: readonly ContentKind[];
  /** How often, of all requests, a new version of something appears before. */
  readonly raises: number;
  readonly timeoutMs?: number;
}

export const ALL_KINDS: readonly ContentKind[] = [
  'fresh',
  'fresh',
  'validated',
  'validated',
  'whole',
  'chunked',
  'untagged',
  'huge',
  'passed',
];

/** What came of a run of requests. */
export class TrafficTally {
  answers = 0;
  complete = 0;
  cut = 0;
  silent = 0;
  unanswered = 0;
  bytes = 0;
  hits = 0;
  /** Of them, on objects about which the origin was not asked since its record was last emptied. */
  earlierHits = 0;
  /** Answers that are no content, by status. */
  readonly refusals = new Map<number, number>();
  readonly wrong: string[] = [];

  note(answer: JudgedAnswer, origin: 'asked' | 'unasked'): void {
    const { ending, status, bodyBytes } = answer;
    if (ending === 'no-answer') return void this.unanswered++;
    this.answers++;
    if (ending === 'silence') this.silent++;
    if (answer.wrong !== null) this.wrong.push(answer.wrong);
    if (status !== 200 && status !== 206) {
      this.refusals.set(status, (this.refusals.get(status) ?? 0) + 1);
      return;
    }
    if (ending === 'complete') this.complete++;
    else this.cut++;
    this.bytes += bodyBytes;
    if (!answer.isHit) return;
    this.hits++;
    if (origin === 'unasked') this.earlierHits++;
  }

  /** In words. */
  get told(): string {
    const { wrong, answers, complete, cut, hits, bytes } = this;
    const refused = this.refusals.size === 0 ? '' : `, no content ${JSON.stringify(Object.fromEntries(this.refusals))}`;
    const silent = this.silent === 0 ? '' : `, ${this.silent} silent`;
    const size = `${Math.round(bytes / 1_048_576)} MiB`;
    return `${wrong.length} wrong of ${answers} answers: ${complete} complete, ${cut} cut, ${hits} hits, ${size}${refused}${silent}`;
  }
}

/** Clients that ask for many objects, whole and in ranges, one request after another, while new versions appear. */
export class MixedTraffic {
  readonly tally = new TrafficTally();
  readonly #options: TrafficOptions;
  readonly #random: () => number;

  constructor(options: TrafficOptions) {
    this.#options = options;
    this.#random = seededRandom(options.seed);
  }

  /** Asks the node at the port until `isOver`; resolves when every request has ended. */
  async run(port: number, isOver: () => boolean): Promise<void> {
    const client = async () => {
      while (!isOver()) {
        const answer = await this.#one(port);
        // Nobody listens yet, or any more.
        if (answer.ending === 'no-answer') await Bun.sleep(5);
      }
    };
    await Promise.all(Array.from({ length: this.#options.clients }, client));
  }

  async #one(port: number): Promise<JudgedAnswer> {
    const { origin, kinds, names, raises, timeoutMs } = this.#options;
    const random = this.#random;
    const kind = kinds[randomInteger(random, kinds.length)] ?? 'fresh';
    const name = `/${kind}/${randomInteger(random, kind === 'huge' ? 2 : names)}`;
    if (random() < raises) origin.raise(name);
    const range = this.#range(kind, contentLength(name, origin.versionOf(name)));
    const answer = await askJudged({ port, origin, name, range, ...(timeoutMs !== undefined && { timeoutMs }) });
    this.tally.note(answer, origin.askedFor(name) > 0 ? 'asked' : 'unasked');
    return answer;
  }

  #range(kind: ContentKind, length: number): ByteRange | null {
    const random = this.#random;
    // The seam of two files.
    if (kind === 'huge') {
      const first = 64 * 1_048_576 - 1 - randomInteger(random, 1_500_000);
      return { first, last: first + randomInteger(random, 3_000_000) };
    }
    if (random() < 0.4) return null;
    const first = randomInteger(random, length);
    return { first, last: random() < 0.2 ? null : first + randomInteger(random, 2_000_000) };
  }
}
