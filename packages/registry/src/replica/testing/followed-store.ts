import { cpSync, existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { openRegistry } from '../../open-registry.ts';
import type { RecordWrite } from '../../records.ts';
import type { RegistryPosition } from '../../revision.ts';
import { Replica } from '../replica.ts';
import { quietLog } from './quiet-log.ts';
import { recordMapView, type RecordMap } from './record-map.ts';
import { until } from './until.ts';

const SIDES = ['', '-wal', '-shm'] as const;

/** A SQLite store in a directory, copies of it, and replicas that follow it. */
export class FollowedStore {
  readonly path: string;
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
    this.path = join(directory, 'registry.db');
  }

  replica(name = 'replica'): Replica<RecordMap> {
    const open = () => openRegistry(`sqlite:${this.path}`, { access: 'follow' });
    const directory = join(this.#directory, name);
    return new Replica({ directory, snapshotEveryMs: 60_000 }, { open, view: recordMapView, log: quietLog });
  }

  /** Commits each change in turn to the store at `path`, and returns where it then stands. */
  async commit(changes: readonly (readonly RecordWrite[])[], path = this.path): Promise<RegistryPosition> {
    const registry = await openRegistry(`sqlite:${path}`, { access: 'write' });
    try {
      for (const writes of changes) {
        const change = { writes, by: 'test', why: null, at: new Date().toISOString() };
        const outcome = await registry.commit(change, []);
        if (outcome.kind !== 'committed') throw new Error(`Not committed: ${JSON.stringify(outcome)}`);
      }
      return await registry.position();
    } finally {
      await registry.close();
    }
  }

  /** A copy of the whole store, while nobody writes. */
  copy(name: string): string {
    const to = join(this.#directory, name);
    for (const side of SIDES) if (existsSync(this.path + side)) cpSync(this.path + side, to + side);
    return to;
  }

  remove(): void {
    for (const side of SIDES) rmSync(this.path + side, { force: true });
  }
}

export function codesOf(replica: Replica<RecordMap>): string[] {
  return replica.alarms.map(({ code }) => code);
}

/** Waits until a replica has caught up with a position and nothing is wrong. */
export async function caughtUp(replica: Replica<RecordMap>, position: RegistryPosition): Promise<void> {
  await until(`revision ${position.revision} without alarm: ${JSON.stringify(replica.alarms)}`, () => {
    return replica.position?.chain === position.chain && replica.alarms.length === 0;
  });
}
