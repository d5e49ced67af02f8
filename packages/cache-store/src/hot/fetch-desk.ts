import type { Decision, SourceHead } from '../decision.ts';
import type { Fetched, FetchOrder, FetchPart, PassReason } from '../fetch.ts';
import { isMeant, type Purge } from '../purge.ts';
import { sliceAt, sliceCeiling, SLICE_BYTES } from '../slices.ts';
import { isSameVersion } from '../version.ts';
import type { Verdict } from '../wire/to-drive.ts';
import { AnswerPassage } from './answer-passage.ts';
import type { Fill } from './fill.ts';
import type { HotDrive } from './hot-drive.ts';
import type { HotIndex } from './hot-index.ts';
import type { HotObject } from './hot-object.ts';
import { isStorable, refillVerdict, storeMissing, storeNew } from './verdicts.ts';

/** A fetch that waits for its head, and for whose head others may wait. */
interface Opening {
  readonly order: FetchOrder;
  readonly drive: HotDrive;
  readonly outcome: PromiseWithResolvers<Fetched>;
  isPurged: boolean;
  object: HotObject | null;
}

export interface DeskDependencies {
  readonly index: HotIndex;
  /** Where the key's object lies. */
  readonly driveOf: (key: string) => HotDrive;
  /** Fetches what is only passed, when that drive is aside. */
  readonly spare: HotDrive;
}

/** Takes orders to ask the origin, and lets those of one key wait for one head. */
export class FetchDesk {
  readonly #dependencies: DeskDependencies;
  readonly #openings = new Map<string, Opening>();

  constructor(dependencies: DeskDependencies) {
    this.#dependencies = dependencies;
  }

  async fetch(order: FetchOrder): Promise<Fetched> {
    const current = this.#current(order.key);
    if (current !== null && current !== order.known && order.collapsing === 'shared') {
      return { kind: 'object', object: current, head: null, part: 'waited' };
    }
    const opening = this.#openings.get(order.key);
    if (opening === undefined) return this.#open(order, 'shared');
    if (order.collapsing === 'alone') return this.#open(order, 'alone');
    return forOthers(await opening.outcome.promise);
  }

  /** What is on its way to be stored may be what is to be forgotten. */
  purge(purge: Purge): void {
    for (const [key, opening] of this.#openings) {
      if (!isMeant(opening.order, purge)) continue;
      opening.isPurged = true;
      this.#openings.delete(key);
    }
  }

  /** What is stored for the key and can be had: on a drive that is aside, nothing can. */
  #current(key: string): HotObject | null {
    const object = this.#dependencies.index.get(key);
    return object?.drive.state === 'serving' ? object : null;
  }

  #open(order: FetchOrder, sharing: 'shared' | 'alone'): Promise<Fetched> {
    const { driveOf, spare } = this.#dependencies;
    const home = driveOf(order.key);
    const drive = home.state === 'serving' ? home : spare;
    const outcome = Promise.withResolvers<Fetched>();
    const opening: Opening = { order, drive, outcome, isPurged: false, object: null };
    if (sharing === 'shared') this.#openings.set(order.key, opening);
    const range = order.range ?? { start: 0, end: 0 };
    drive.fills.start({
      range: {
        start: sliceAt(range.start) * SLICE_BYTES,
        end: range.end === null ? null : sliceCeiling(range.end),
      },
      request: order.request,
      onHead: (head, attempt, fill) => this.#decide(opening, head, attempt, fill),
      ended: (fill) => {
        const failure = fill.failure ?? { code: 'SOURCE_FAILED', message: 'The fetch ended without an answer' };
        this.#close(opening, { kind: 'failed', failure, part: 'asked' });
      },
    });
    return outcome.promise;
  }

  #close(opening: Opening, outcome: Fetched): void {
    if (this.#openings.get(opening.order.key) === opening) this.#openings.delete(opening.order.key);
    opening.outcome.resolve(outcome);
  }

  async #decide(opening: Opening, head: SourceHead, attempt: number, fill: Fill): Promise<Verdict> {
    const { order, object } = opening;
    if (attempt > 1 && object !== null) return refillVerdict(head, attempt, { fill, object, refill: order });
    const decision = await order.decide(head);
    if (fill.isOver) return NOT_WANTED;
    const { verdict, outcome } = this.#carryOut(opening, decision, head, fill);
    // Fetches that come now find what was decided, not this.
    this.#close(opening, outcome);
    return verdict;
  }

  #carryOut(
    opening: Opening,
    decision: Decision,
    head: SourceHead,
    fill: Fill,
  ): { readonly verdict: Verdict; readonly outcome: Fetched } {
    const { order, drive } = opening;
    const current = this.#current(order.key);
    const done = (object: HotObject, verdict: Verdict) =>
      ({ verdict, outcome: { kind: 'object', object, head, part: 'asked' } }) as const;
    if (decision.kind === 'refresh' && current !== null) {
      current.setMetadata(decision.metadata);
      return done(current, NOT_WANTED);
    }
    if (decision.kind === 'drop' || decision.kind === 'refresh') {
      return { verdict: NOT_WANTED, outcome: { kind: 'dropped', head, part: 'asked' } };
    }
    const isSame = decision.kind === 'store' && current !== null && isSameVersion(decision.version, current.versionNow);
    if (isSame) {
      current.setMetadata(decision.metadata);
      const verdict = current.drive === drive && order.range !== null ? storeMissing(current, fill, head) : null;
      opening.object = current;
      return done(current, verdict ?? NOT_WANTED);
    }
    if (order.range === null) return { verdict: NOT_WANTED, outcome: { kind: 'dropped', head, part: 'asked' } };
    const reason = this.#whyPassed(opening, decision, head);
    if (reason !== null || decision.kind === 'pass') return pass(fill, head, drive, reason ?? 'decided');
    const object = drive.objects.create(order.key, order.origin, order.target, decision.version, decision.metadata);
    opening.object = object;
    return done(object, storeNew(object, fill, head, current));
  }

  #whyPassed(opening: Opening, decision: Decision, head: SourceHead): PassReason | null {
    if (decision.kind !== 'store') return 'decided';
    const { drive, order, isPurged } = opening;
    if (drive !== this.#dependencies.driveOf(order.key) || drive.state === 'aside') return 'drive-aside';
    if (isPurged) return 'purged';
    const other = this.#openings.get(order.key);
    if (other !== undefined && other !== opening) return 'not-storable';
    return isStorable(decision.version, head, drive) ? null : 'not-storable';
  }
}

const NOT_WANTED: Verdict = { kind: 'drop', code: 'DROPPED', message: 'The body is not wanted' };

function pass(fill: Fill, head: SourceHead, drive: HotDrive, reason: PassReason) {
  fill.mode = 'memory';
  fill.start = head.start;
  fill.end = head.end ?? Number.POSITIVE_INFINITY;
  fill.board.position = head.start;
  const passage = new AnswerPassage(fill, head, (ended) => drive.fills.end(ended, 'ABANDONED', 'The client has left'));
  const verdict: Verdict = { kind: 'memory', reason: reason === 'decided' ? 'passed' : 'not-stored' };
  return { verdict, outcome: { kind: 'pass', passage, head, reason } } as const;
}

/** What one who waited for another's head gets of it. */
function forOthers(outcome: Fetched): Fetched {
  const part: FetchPart = 'waited';
  if (outcome.kind === 'pass' || outcome.kind === 'unshared') return { kind: 'unshared', head: outcome.head };
  return { ...outcome, part };
}
