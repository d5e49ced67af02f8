import type { HealthVector } from '@nearhop/contracts';
import type { FollowedRegistry } from './followed-registry.ts';
import type { RegistryPosition } from '../revision.ts';
import type { View } from '../view.ts';
import { Alarms, type Alarm } from './alarms.ts';
import { DiskKeeper } from './disk-keeper.ts';
import { Follower } from './follower.ts';
import { Holding } from './holding.ts';
import { keepNothing } from './keeper.ts';
import { LastGood } from './last-good.ts';
import type { ReplicaLog } from './replica-log.ts';
import { StoreTrust } from './store-trust.ts';
import { VectorFile } from './vector-file.ts';
import { VectorFollower } from './vector-follower.ts';

const VECTOR_STALE_AFTER_MS = 10_000;

export interface ReplicaOptions {
  /** Where the last good state is kept, this replica's alone; null keeps none. */
  readonly directory: string | null;
  readonly snapshotEveryMs: number;
  readonly vectorStaleAfterMs?: number;
}

export interface ReplicaDependencies<State> {
  /** Opens the store for following; it is called again after every fault. */
  readonly open: () => Promise<FollowedRegistry>;
  readonly view: View<State>;
  readonly log: ReplicaLog;
  /** For the instants of alarms. */
  readonly now?: () => Date;
}

/**
 * A view of the registry that is always there: it follows the store while the store may be believed, and keeps its last
 * good state, in memory and on disk, while it may not. Losing the store or the disk changes no answer; `alarms` tells.
 */
export class Replica<State> {
  readonly #holding: Holding<State>;
  readonly #vectors: VectorFollower;
  readonly #follower: Follower<State>;
  readonly #alarms: Alarms;
  readonly #log: ReplicaLog;
  readonly #stopKeeping: () => Promise<void>;
  readonly #listeners = new Set<() => void>();
  readonly #stopping = new AbortController();
  #following: Promise<void> | undefined;

  constructor(options: ReplicaOptions, dependencies: ReplicaDependencies<State>) {
    const { directory, snapshotEveryMs, vectorStaleAfterMs = VECTOR_STALE_AFTER_MS } = options;
    const { open, view, log, now = () => new Date() } = dependencies;
    const changed = () => this.#notify();
    const alarms = new Alarms({ log, now });
    const keeper =
      directory === null
        ? keepNothing<State>()
        : new DiskKeeper({ snapshotEveryMs }, { view, lastGood: new LastGood({ directory }, { view, alarms }) });
    const file = directory === null ? undefined : new VectorFile(directory);
    this.#log = log;
    this.#alarms = alarms;
    this.#stopKeeping = () => keeper.stop();
    this.#holding = new Holding({ view, keeper, changed });
    this.#vectors = new VectorFollower({ staleAfterMs: vectorStaleAfterMs }, { file, alarms, changed });
    const [holding, vectors, trust] = [this.#holding, this.#vectors, new StoreTrust({ alarms, log })];
    this.#follower = new Follower({ open, view, holding, vectors, trust, alarms, log });
  }

  /** Resolves when what the disk holds is loaded and following has begun, whether or not the store can be had. */
  async start(): Promise<void> {
    if (this.#following !== undefined) throw new Error('Cannot start a replica twice');
    this.#holding.begin();
    this.#vectors.start();
    this.#following = this.#follower.run(this.#stopping.signal);
  }

  /** Ends following and writes out what the disk still lacks. The state stays readable. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#following;
    await Promise.all([this.#vectors.stop(), this.#stopKeeping()]);
  }

  /** The state, or undefined while neither disk nor store has given one. Revisions change it in place. */
  get state(): State | undefined {
    return this.#holding.held?.state;
  }

  get position(): RegistryPosition | undefined {
    return this.#holding.held?.position;
  }

  /** The newest health vector; number 0 when none was ever published. */
  get vector(): HealthVector {
    return this.#vectors.vector;
  }

  get alarms(): readonly Alarm[] {
    return this.#alarms.list;
  }

  /** Calls `listener` after every change of state or vector; returns what ends that. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  #notify(): void {
    for (const listener of this.#listeners) {
      try {
        listener();
      } catch (error) {
        // A listener's fault must not end following: the state has changed whether it noticed or not.
        this.#log.error({ err: error }, 'A listener to a replica failed');
      }
    }
  }
}
