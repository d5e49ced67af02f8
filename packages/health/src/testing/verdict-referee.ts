import { UNKNOWN_CODE, UP_CODE } from '../opinion/opinion-byte.ts';
import type { FreezeReason, FreezeState } from '../verdict/freeze.ts';
import type { HealthPolicy } from '../verdict/health-policy.ts';
import { HAS_IPV4, HAS_IPV6, IN_SERVICE } from '../verdict/node-facts.ts';
import type { Signal } from '../verdict/signal.ts';
import type { Judged, VerdictKeeper } from '../verdict/verdict-keeper.ts';

type Word = 'up' | 'down' | 'doubt' | 'none';
type Of<Kind> = Extract<Signal, { kind: Kind }>;

/** A row of the store as its reader sees it. */
interface Row<S> {
  last: S;
  readonly firstMs: number;
  renewedMs: number;
}

/**
 * The rules of verdicts restated over plain objects, node by node: what the monitors' majority is, what contradicts it, what may
 * change. Lists every tick that breaks one.
 */
export class VerdictReferee {
  readonly wrong: string[] = [];
  readonly seen = {
    ticks: 0,
    downs: 0,
    ups: 0,
    frozenTicks: 0,
    heldNodes: 0,
    overruled: 0,
    restored: 0,
    upsInFreeze: 0,
  };
  readonly #policy: HealthPolicy;
  readonly #rows = new Map<string, Row<Of<'opinions'>>>();
  #facts: Uint8Array = new Uint8Array(0);
  #heartbeats: Row<Of<'heartbeats'>> | undefined;
  #references = { failing: 0, total: 0 };
  readonly #failures = new Map<number, Map<number, number>>();
  readonly #verdicts = new Map<number, string>();
  /** Since when a node in service is `up` against the majority. */
  readonly #againstSinceMs = new Map<number, number>();
  readonly #fellAtMs = new Map<number, number>();

  constructor(policy: HealthPolicy) {
    this.#policy = policy;
  }

  take(signal: Signal): void {
    if (signal.kind === 'nodes') this.#facts = signal.facts;
    else if (signal.kind === 'references') this.#references = signal;
    else if (signal.kind === 'heartbeats') this.#heartbeats = received(this.#heartbeats, signal);
    else if (signal.kind === 'opinions') {
      this.#rows.set(signal.monitor, received(this.#rows.get(signal.monitor), signal));
    } else if (signal.kind === 'beacon') {
      const networks = this.#failures.get(signal.node) ?? new Map<number, number>();
      if (signal.outcome === 'failed') networks.set(signal.network, signal.atMs);
      else networks.delete(signal.network);
      this.#failures.set(signal.node, networks);
    }
  }

  /** Judges what a tick made of the signals. */
  tick(judged: Judged, keeper: VerdictKeeper, nowMs: number): void {
    this.seen.ticks++;
    const words = [...this.#facts.keys()].map((node) => this.#word(node, keeper, nowMs));
    const reasons = this.#reasons(words, nowMs);
    this.#checkFreeze(judged.freeze, reasons, nowMs);
    this.#checkChanges(judged, words, nowMs);
    for (const node of this.#facts.keys()) this.#checkNode(node, words[node] ?? 'none', judged.freeze, nowMs);
    for (const [node, entry] of judged.entries.entries()) {
      const is = entry === 0 ? 'unknown' : entry === 1 ? 'down' : 'up';
      if (is !== this.#verdictOf(node)) this.#fault(nowMs, `entry ${entry} of node ${node}, ${this.#verdictOf(node)}`);
      if (entry > 102 || entry === 2) this.#fault(nowMs, `share of node ${node} is ${entry - 2} with no load known`);
    }
  }

  #checkFreeze(state: FreezeState, reasons: readonly FreezeReason[], nowMs: number): void {
    if ((state.kind === 'calm') !== (reasons.length === 0)) {
      this.#fault(nowMs, `${state.kind} with reasons [${reasons.join(' ')}]`);
    }
    if (state.kind === 'frozen') this.seen.frozenTicks++;
    if (state.kind === 'frozen' && state.reasons.some((reason) => !reasons.includes(reason))) {
      this.#fault(nowMs, `frozen by [${state.reasons.join(' ')}] with reasons [${reasons.join(' ')}]`);
    }
  }

  #checkChanges({ changes, freeze }: Judged, words: readonly Word[], nowMs: number): void {
    for (const { node, from, to, because } of changes) {
      if (from !== this.#verdictOf(node) || from === to) this.#fault(nowMs, `node ${node} went from ${from} to ${to}`);
      const word = words[node];
      if (because === 'opinions' && word !== to)
        this.#fault(nowMs, `node ${node} went ${to} where the word is ${word}`);
      if (because === 'overruled') this.seen.overruled++;
      if (because === 'heartbeats') this.seen.restored++;
      const fellMs = this.#fellAtMs.get(node) ?? -Infinity;
      if (because === 'heartbeats' && (freeze.kind !== 'frozen' || nowMs > fellMs + this.#policy.massWindowMs)) {
        this.#fault(nowMs, `node ${node} came back by heartbeats without cause`);
      }
      if (to === 'down') {
        this.seen.downs++;
        if (because === 'opinions' && from === 'up') this.#fellAtMs.set(node, nowMs);
        else this.#fellAtMs.delete(node);
      }
      if (to === 'up') this.seen.ups++;
      if (to === 'up' && because === 'opinions' && freeze.kind === 'frozen') this.seen.upsInFreeze++;
      this.#verdicts.set(node, to);
    }
  }

  #checkNode(node: number, word: Word, freeze: FreezeState, nowMs: number): void {
    const verdict = this.#verdictOf(node);
    if (word === 'up' && verdict !== 'up')
      this.#fault(nowMs, `node ${node} is ${verdict}, though going up is never frozen`);
    const isInService = (this.#facts[node] ?? 0) >= IN_SERVICE;
    if (word !== 'down' || verdict !== 'up') {
      this.#againstSinceMs.delete(node);
      if (word === 'down' && verdict !== 'down') this.#fault(nowMs, `node ${node} is ${verdict}, not down`);
      return;
    }
    this.seen.heldNodes++;
    if (!isInService) this.#fault(nowMs, `node ${node} is kept up, though not in service`);
    if (freeze.kind !== 'frozen' && freeze.kind !== 'holding')
      this.#fault(nowMs, `node ${node} is up in ${freeze.kind}`);
    const sinceMs = this.#againstSinceMs.get(node) ?? nowMs;
    this.#againstSinceMs.set(node, sinceMs);
    if (nowMs >= sinceMs + this.#policy.longestFreezeMs) this.#fault(nowMs, `node ${node} is frozen for over 60 s`);
  }

  #word(node: number, keeper: VerdictKeeper, nowMs: number): Word {
    const facts = this.#facts[node] ?? 0;
    const ofFamilies = [4, 6].flatMap((family): Word[] => {
      if ((facts & (family === 4 ? HAS_IPV4 : HAS_IPV6)) === 0) return [];
      const assigned = [...this.#known(nowMs)].filter(([monitor]) => keeper.assignment.isAssigned(monitor, node));
      const codes = assigned
        .filter(([, row]) => nowMs <= row.renewedMs + this.#policy.opinionMs)
        .map(([, row]) => ((row.last.opinions[node] ?? 0) >>> (family === 4 ? 0 : 4)) & 15)
        .filter((code) => code !== UNKNOWN_CODE);
      const ups = codes.filter((code) => code === UP_CODE).length;
      const downs = codes.length - ups;
      if (codes.length === 0) return ['none'];
      if (downs > codes.length / 2 && downs >= assigned.length / 2) return ['down'];
      return ups > codes.length / 2 ? ['up'] : ['doubt'];
    });
    const words = new Set(ofFamilies);
    for (const word of ['down', 'doubt', 'up'] as const) if (words.has(word)) return word;
    return 'none';
  }

  #known(nowMs: number): [string, Row<Of<'opinions'>>][] {
    for (const [monitor, row] of this.#rows)
      if (nowMs > heardMs(row) + this.#policy.forgetMonitorMs) this.#rows.delete(monitor);
    return [...this.#rows];
  }

  #reasons(words: readonly Word[], nowMs: number): FreezeReason[] {
    const reasons: FreezeReason[] = [];
    const inService = [...this.#facts.keys()].filter((node) => (this.#facts[node] ?? 0) >= IN_SERVICE);
    const up = inService.filter((node) => this.#verdictOf(node) === 'up');
    const wouldFall = up.filter((node) => words[node] === 'down');
    const fell = inService.filter(
      (node) =>
        this.#verdictOf(node) === 'down' &&
        words[node] === 'down' &&
        nowMs <= (this.#fellAtMs.get(node) ?? -Infinity) + this.#policy.massWindowMs,
    );
    const fallen = [...wouldFall, ...fell];
    const alive = fallen.filter((node) => this.#isAlive(node, nowMs));
    const before = up.length + fell.length;
    if (wouldFall.length > 0 && before >= 3 && fallen.length > before / 2 && alive.length > fallen.length / 2) {
      reasons.push('heartbeats');
    }
    if (this.#references.total > 0 && this.#references.failing >= this.#references.total) reasons.push('references');
    const known = this.#known(nowMs);
    const stale = known.filter(([, row]) => nowMs > heardMs(row) + this.#policy.opinionMs);
    if (stale.length > known.length / 2) reasons.push('stale-monitors');
    return reasons;
  }

  #isAlive(node: number, nowMs: number): boolean {
    const row = this.#heartbeats;
    if (row === undefined || nowMs > row.renewedMs + this.#policy.heartbeatsMs) return false;
    const age = row.last.ages[node] ?? 255;
    const failing = [...(this.#failures.get(node)?.values() ?? [])].filter(
      (atMs) => atMs >= nowMs - this.#policy.beaconWindowMs,
    );
    const isBeating =
      age < 255 && age * 1_000 + nowMs - row.renewedMs <= row.last.intervalMs + this.#policy.heartbeatGraceMs;
    return isBeating && failing.length < this.#policy.beaconNetworks;
  }

  #verdictOf(node: number): string {
    return this.#verdicts.get(node) ?? 'unknown';
  }

  #fault(nowMs: number, what: string): void {
    this.wrong.push(`at ${nowMs} ms: ${what}`);
  }
}

function received<S extends { atMs: number; sentAtMs: number }>(row: Row<S> | undefined, signal: S): Row<S> {
  if (row === undefined) return { last: signal, firstMs: signal.atMs, renewedMs: -Infinity };
  return { ...row, last: signal, renewedMs: signal.sentAtMs === row.last.sentAtMs ? row.renewedMs : signal.atMs };
}

function heardMs(row: Row<unknown>): number {
  return Math.max(row.firstMs, row.renewedMs);
}
