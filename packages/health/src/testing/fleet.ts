import type { HealthVector, Verdict } from '@nearhop/contracts';
import { NO_VECTOR, verdictOf } from '@nearhop/contracts';
import { opinionByte, type Opinion } from '../opinion/opinion-byte.ts';
import { HAS_IPV4, IN_SERVICE } from '../verdict/node-facts.ts';
import type { VerdictChange } from '../verdict/verdict-change.ts';
import { VerdictKeeper, type Judged } from '../verdict/verdict-keeper.ts';

export interface FleetOptions {
  readonly nodes: number;
  readonly monitors?: readonly string[];
  readonly inherited?: HealthVector;
}

/** A keeper in a world that a test changes and then lets run, a second at a time. */
export class Fleet {
  readonly keeper: VerdictKeeper;
  readonly nodes: number;
  /** What each monitor that writes says of the IPv4 address of each node. */
  readonly opinions: Map<string, Opinion[]>;
  readonly facts: Uint8Array;
  /** Seconds since each node's last heartbeat; 255 for none. */
  readonly ages: Uint8Array;
  /** Nodes whose age grows. */
  readonly silent = new Set<number>();
  isControlWriting = true;
  nowMs = 0;
  judged: Judged;
  readonly changes: VerdictChange[] = [];

  /** Begins with everything well: every node `up`, in service, with one heartbeat a second. */
  constructor({ nodes, monitors = ['ams-1', 'fra-1', 'lon-1'], inherited = NO_VECTOR }: FleetOptions) {
    this.nodes = nodes;
    this.keeper = VerdictKeeper.start(0, inherited);
    this.opinions = new Map(monitors.map((monitor) => [monitor, Array.from({ length: nodes }, () => 'up' as const)]));
    this.facts = new Uint8Array(nodes).fill(HAS_IPV4 | IN_SERVICE);
    this.ages = new Uint8Array(nodes);
    this.judged = this.keeper.tick(0);
    this.run(2);
    this.changes.length = 0;
  }

  /** Every monitor, or those named, says so of these nodes from now on. */
  say(opinion: Opinion, nodes: Iterable<number>, monitors: Iterable<string> = this.opinions.keys()): void {
    const told = [...nodes];
    for (const monitor of monitors) for (const node of told) this.opinions.get(monitor)?.splice(node, 1, opinion);
  }

  /** Lets so many seconds pass; returns the changes of verdicts in them. */
  run(seconds: number): VerdictChange[] {
    const before = this.changes.length;
    for (let second = 0; second < seconds; second++) this.#second();
    return this.changes.slice(before);
  }

  verdicts(): Verdict[] {
    const vector = { number: 1, entries: this.judged.entries, publishedAtMs: 0 };
    return Array.from({ length: this.nodes }, (_, node) => verdictOf(vector, node));
  }

  all(): number[] {
    return Array.from({ length: this.nodes }, (_, node) => node);
  }

  #second(): void {
    this.nowMs += 1_000;
    const atMs = this.nowMs;
    this.keeper.take({ kind: 'nodes', atMs, facts: this.facts });
    for (const [monitor, opinions] of this.opinions) {
      const bytes = Uint8Array.from(opinions, (opinion) => opinionByte(opinion, 'unknown'));
      this.keeper.take({ kind: 'opinions', atMs, monitor, sentAtMs: atMs, opinions: bytes });
    }
    for (const node of this.silent) this.ages[node] = Math.min((this.ages[node] ?? 0) + 1, 254);
    if (this.isControlWriting) {
      this.keeper.take({ kind: 'heartbeats', atMs, sentAtMs: atMs, ages: this.ages.slice(), intervalMs: 1_000 });
    }
    this.judged = this.keeper.tick(atMs);
    this.changes.push(...this.judged.changes);
  }
}
