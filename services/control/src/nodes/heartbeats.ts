import type { HeartbeatRequest, NodeReport } from '@nearhop/contracts';

/** Instances that beat within this time of a rival are both alive. */
const ALIVE_MS = 30_000;
/** Two instances stay flagged this long after they were last seen to alternate. */
const FLAGGED_MS = 60_000;
/** Instances of one node that are told apart: each start of its process is another. */
const MAX_INSTANCES = 8;
const OLDEST_AGE_SECONDS = 254;
const NO_HEARTBEAT = 255;

interface Instance {
  readonly id: string;
  sequence: number;
  lastMs: number;
}

interface NodeBeats {
  /** The one that beat last comes last. */
  readonly instances: Instance[];
  number: number;
  version: string;
  report: NodeReport;
  /** When an instance last beat after another had beaten since its own last beat. */
  alternatedMs: number | undefined;
}

/** What a heartbeat meant. `stale`: seen before, so no sign of life; `duplicate`: another process beats for the same node. */
export type BeatOutcome = 'taken' | 'stale' | 'duplicate';

export interface LastBeat {
  readonly lastMs: number;
  readonly version: string;
  readonly report: NodeReport;
  readonly liveInstances: number;
}

/** The last heartbeat of every node, in memory alone. Instants are milliseconds of a clock that never goes back. */
export class Heartbeats {
  readonly #beats = new Map<string, NodeBeats>();

  /** `number` is the node's place in the array of ages. */
  take(beat: HeartbeatRequest, number: number, nowMs: number): BeatOutcome {
    const known = this.#beats.get(beat.node);
    const { instance: id, sequence, version, report } = beat;
    if (known === undefined) {
      const instances = [{ id, sequence, lastMs: nowMs }];
      this.#beats.set(beat.node, { instances, number, version, report, alternatedMs: undefined });
      return 'taken';
    }
    const at = known.instances.findIndex((instance) => instance.id === id);
    const instance = known.instances[at] ?? { id, sequence: 0, lastMs: nowMs };
    if (sequence <= instance.sequence) return 'stale';
    const isLast = at === known.instances.length - 1;
    if (at >= 0 && !isLast) known.alternatedMs = nowMs;
    if (!isLast) {
      if (at >= 0) known.instances.splice(at, 1);
      known.instances.push(instance);
      if (known.instances.length > MAX_INSTANCES) known.instances.shift();
    }
    instance.sequence = sequence;
    instance.lastMs = nowMs;
    Object.assign(known, { number, version, report });
    return isFlagged(known, nowMs) ? 'duplicate' : 'taken';
  }

  last(node: string, nowMs: number): LastBeat | undefined {
    const known = this.#beats.get(node);
    const newest = known?.instances.at(-1);
    if (known === undefined || newest === undefined) return undefined;
    const alive = known.instances.filter(({ lastMs }) => nowMs - lastMs < ALIVE_MS).length;
    const { version, report } = known;
    return { lastMs: newest.lastMs, version, report, liveInstances: isFlagged(known, nowMs) ? Math.max(alive, 2) : 1 };
  }

  forget(node: string): void {
    this.#beats.delete(node);
  }

  /** Nodes that beat within the last half minute, and those of them that do so twice. */
  counts(nowMs: number): { readonly beating: number; readonly duplicate: number } {
    let beating = 0;
    let duplicate = 0;
    for (const beats of this.#beats.values()) {
      if (nowMs - lastMsOf(beats) < ALIVE_MS) beating++;
      if (isFlagged(beats, nowMs)) duplicate++;
    }
    return { beating, duplicate };
  }

  /** Seconds since the last heartbeat, a byte per node by its number: 254 and more are 254, 255 is none. */
  ages(nowMs: number): Uint8Array {
    let length = 0;
    for (const { number } of this.#beats.values()) length = Math.max(length, number + 1);
    const ages = new Uint8Array(length).fill(NO_HEARTBEAT);
    for (const beats of this.#beats.values())
      ages[beats.number] = Math.min(OLDEST_AGE_SECONDS, Math.floor((nowMs - lastMsOf(beats)) / 1_000));
    return ages;
  }
}

function isFlagged({ alternatedMs }: NodeBeats, nowMs: number): boolean {
  return alternatedMs !== undefined && nowMs - alternatedMs < FLAGGED_MS;
}

function lastMsOf({ instances }: NodeBeats): number {
  return instances.at(-1)?.lastMs ?? Number.NEGATIVE_INFINITY;
}
