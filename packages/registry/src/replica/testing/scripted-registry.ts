import type { HealthVector } from '@nearhop/contracts';
import type { StoredRecord } from '../../records.ts';
import type { FollowStep } from '../../registry.ts';
import type { RegistryPosition, Revision } from '../../revision.ts';
import type { FollowedRegistry } from '../followed-registry.ts';

/** A store for the faults that a real one cannot be made to have on demand: it offers whatever a test puts into it. */
export class ScriptedRegistry implements FollowedRegistry {
  offered: RegistryPosition;
  pages: () => AsyncIterable<readonly StoredRecord[]>;
  revisions: Revision[] = [];
  vectors: HealthVector[] = [];
  snapshotsRead = 0;
  opened = 0;
  closed = 0;

  constructor(offered: RegistryPosition, pages: () => AsyncIterable<readonly StoredRecord[]>) {
    this.offered = offered;
    this.pages = pages;
  }

  readonly open = async (): Promise<this> => {
    this.opened++;
    return this;
  };

  async position() {
    return this.offered;
  }

  async snapshot() {
    this.snapshotsRead++;
    return { position: this.offered, pages: this.pages() };
  }

  async *changes(after: { readonly revision: number }, signal: AbortSignal): AsyncGenerator<FollowStep, void> {
    let { revision: at } = after;
    while (!signal.aborted) {
      const revision = this.revisions.find(({ position }) => position.revision > at);
      if (revision === undefined) {
        await Bun.sleep(1);
        continue;
      }
      yield { kind: 'revision', revision };
      at = revision.position.revision;
    }
  }

  async history({ before = Infinity, limit }: { readonly before?: number; readonly limit: number }) {
    return this.revisions.filter(({ position }) => position.revision < before).slice(-limit);
  }

  readonly health = { vectors: (signal: AbortSignal) => this.#vectors(signal) };

  async close() {
    this.closed++;
  }

  async *#vectors(signal: AbortSignal): AsyncGenerator<HealthVector, void> {
    while (!signal.aborted) {
      const vector = this.vectors.shift();
      if (vector === undefined) await Bun.sleep(1);
      else yield vector;
    }
  }
}
