// Rows are reserved before they are read, so `!` on a column means "reserved".
import { NO_VECTOR, vectorEntry, verdictOf, admittedShareOf, type HealthVector } from '@nearhop/contracts';
import { applyVotes, restore, type ApplyChange } from './apply-votes.ts';
import { combine, familiesOf, tallyOf, type Ballot, type FamilyTally } from './combine.ts';
import { Freeze, type FreezeReason, type FreezeState } from './freeze.ts';
import { HEALTH_POLICY, type HealthPolicy } from './health-policy.ts';
import { emptyParts, isAlive, type KeeperParts } from './keeper-parts.ts';
import { isContradicted, massEvent } from './mass-event.ts';
import type { Signal } from './signal.ts';
import { tallyTexts, type VerdictChange } from './verdict-change.ts';
import { DOWN, UP, VERDICTS } from './verdict-columns.ts';

/** What follows from all signals up to a tick. */
export interface Judged {
  /** The whole vector in the form of contracts' `HealthVector`. */
  readonly entries: Uint8Array;
  /** False only before a first vector has anything to say: an empty one would take all nodes out of service. */
  readonly isPublishable: boolean;
  readonly changes: readonly VerdictChange[];
  readonly freeze: FreezeState;
}

/**
 * Keeps the verdicts: takes signals, and at each tick says what follows. The same signals and policy give the same verdicts, so a
 * recording can be replayed. A publisher that takes over begins with the last vector.
 */
export class VerdictKeeper {
  readonly #parts: KeeperParts;

  constructor(parts: KeeperParts) {
    this.#parts = parts;
  }

  /** Begins with the last vector that was published, if any. */
  static start(
    nowMs: number,
    inherited: HealthVector = NO_VECTOR,
    policy: HealthPolicy = HEALTH_POLICY,
  ): VerdictKeeper {
    const keeper = new VerdictKeeper(emptyParts(policy));
    if (inherited !== NO_VECTOR) keeper.take({ kind: 'vector', atMs: nowMs, ...inherited });
    return keeper;
  }

  get parts(): Readonly<KeeperParts> {
    return this.#parts;
  }

  /** Who has to probe what, as this keeper knows the monitors. */
  get assignment() {
    return this.#parts.roster.assignment;
  }

  take(signal: Exclude<Signal, { kind: 'tick' }>): void {
    const parts = this.#parts;
    switch (signal.kind) {
      case 'nodes':
        parts.columns.reserve(signal.facts.length);
        parts.columns.facts.fill(0).set(signal.facts);
        parts.shares.reserve(parts.columns.length);
        return;
      case 'opinions':
        return parts.roster.receive(signal.monitor, signal.sentAtMs, signal.opinions, signal.atMs);
      case 'heartbeats':
        return parts.heartbeats.receive(signal.ages, signal.sentAtMs, signal.intervalMs, signal.atMs);
      case 'loads':
        return parts.shares.takeLoads(signal.loads);
      case 'references':
        parts.references = { failing: signal.failing, total: signal.total };
        return;
      case 'vector':
        return this.#inherit(signal, signal.atMs);
      case 'beacon':
        // Memory is for nodes that there are.
        if (signal.node >= parts.columns.length) return;
        return parts.beacons.record(signal.node, signal.network, signal.outcome, signal.atMs);
    }
  }

  tick(nowMs: number): Judged {
    const { columns, roster, freeze } = this.#parts;
    roster.forgetOld(nowMs);
    const ballot = this.#ballot(nowMs);
    combine(ballot, columns.votes);
    const state = freeze.step(this.#contradictions(nowMs), nowMs);
    const changes: VerdictChange[] = [];
    const change: ApplyChange = (node, to, because) => {
      const from = columns.verdicts[node]!;
      columns.verdicts[node] = to;
      const tallies = talliesOf(ballot, node);
      changes.push({ atMs: nowMs, node, from: VERDICTS[from]!, to: VERDICTS[to]!, because, ...tallies });
    };
    restore(this.#parts, change, nowMs);
    const undecided = applyVotes(this.#parts, change, nowMs);
    this.#noteReadiness(ballot, undecided, nowMs);
    return { entries: this.#entries(nowMs), isPublishable: this.#parts.isPublishable, changes, freeze: state };
  }

  /** The opinions on a node in words, the number against its threshold, and whether a freeze holds its verdict. */
  explain(node: number, nowMs: number): string {
    const { columns } = this.#parts;
    const texts = tallyTexts(talliesOf(this.#ballot(nowMs), node));
    if (!Number.isNaN(columns.heldSinceMs[node] ?? NaN)) texts.push('kept up by a freeze');
    return texts.length === 0 ? 'no address to probe' : texts.join('; ');
  }

  /** Goes on where another publisher stopped: what contradicts the monitors is looked at anew. */
  #inherit(vector: Pick<HealthVector, 'number' | 'entries'>, nowMs: number): void {
    const parts = this.#parts;
    const { columns, shares } = parts;
    columns.reserve(vector.entries.length);
    shares.reserve(columns.length);
    columns.wentDownAtMs.fill(NaN);
    columns.heldSinceMs.fill(NaN);
    const last = { ...vector, publishedAtMs: 0 };
    for (let node = 0; node < columns.length; node++) {
      columns.verdicts[node] = VERDICTS.indexOf(verdictOf(last, node));
      shares.inherit(node, columns.verdicts[node] === UP ? admittedShareOf(last, node) : 100, nowMs);
    }
    parts.freeze = new Freeze(parts.policy);
    parts.hasRestored = false;
    parts.isPublishable ||= vector.number > 0;
  }

  #ballot(nowMs: number): Ballot {
    const { columns, roster } = this.#parts;
    const assigned = roster.assignment.masks(columns.length);
    return { facts: columns.facts, assigned, opinions: roster.fresh(nowMs) };
  }

  #contradictions(nowMs: number): FreezeReason[] {
    const { policy, columns, roster, references } = this.#parts;
    const reasons: FreezeReason[] = [];
    const event = massEvent(columns, policy, (node) => isAlive(this.#parts, node, nowMs), nowMs);
    if (isContradicted(event, policy)) reasons.push('heartbeats');
    if (references.total > 0 && references.failing >= references.total) reasons.push('references');
    if (roster.isMostlyStale(nowMs)) reasons.push('stale-monitors');
    return reasons;
  }

  #noteReadiness({ opinions }: Ballot, undecided: number, nowMs: number): void {
    const parts = this.#parts;
    if (parts.isPublishable) return;
    if (Number.isNaN(parts.firstOpinionMs) && opinions.some((bytes) => bytes !== undefined))
      parts.firstOpinionMs = nowMs;
    parts.isPublishable =
      parts.columns.facts.length > 0 && (undecided === 0 || nowMs >= parts.firstOpinionMs + parts.policy.firstVectorMs);
  }

  #entries(nowMs: number): Uint8Array {
    const { columns, shares } = this.#parts;
    const entries = new Uint8Array(columns.length);
    for (let node = 0; node < entries.length; node++) {
      const verdict = columns.verdicts[node]!;
      entries[node] = verdict === UP ? UP_ENTRY + shares.shareOf(node, nowMs) : verdict === DOWN ? DOWN_ENTRY : 0;
    }
    return entries;
  }
}

const DOWN_ENTRY = vectorEntry('down');
const UP_ENTRY = vectorEntry('up', 0);

function talliesOf(ballot: Ballot, node: number): { ipv4?: FamilyTally; ipv6?: FamilyTally } {
  const tallies: { ipv4?: FamilyTally; ipv6?: FamilyTally } = {};
  for (const family of familiesOf(ballot.facts[node] ?? 0)) {
    tallies[family === 4 ? 'ipv4' : 'ipv6'] = tallyOf(ballot, node, family);
  }
  return tallies;
}
