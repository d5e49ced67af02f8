import type { CacheNode } from '@nearhop/contracts';
import { ClaimHistory } from './claim-history.ts';
import type { TruthWrite } from './truth.ts';
import { Versions } from './versions.ts';

/** What one revision wrote: when an older one is forgotten, these have versions to trim. */
interface Written {
  readonly revision: number;
  readonly writes: number;
  readonly versions: readonly { forgetBefore(revision: number): void }[];
}

/** Nodes and claims over the revisions since one load. */
export class RecordHistory {
  readonly claims = new ClaimHistory();
  readonly #nodes = new Map<string, Versions<CacheNode | null>>();
  readonly #known: Set<number>;
  readonly #mostWrites: number;
  #oldest: number;
  #newest: number;
  #written: Written[] = [];
  #writes = 0;

  constructor(revision: number, mostWrites: number) {
    this.#oldest = revision;
    this.#newest = revision;
    this.#known = new Set([revision]);
    this.#mostWrites = mostWrites;
  }

  get newest(): number {
    return this.#newest;
  }

  /** Records as they stand at the revision of the load. */
  add(page: readonly TruthWrite[]): void {
    for (const write of page) {
      if (write.kind === 'node') this.#writeNode(this.#newest, write);
      else if (write.kind === 'claim' && write.value !== null) {
        this.claims.load(write.value.prefix, write.value.node, write.value.state);
      }
    }
  }

  apply(revision: number, writes: readonly TruthWrite[]): void {
    if (revision <= this.#newest) {
      throw new RangeError(`Cannot apply revision ${revision}: it must be above ${this.#newest}`);
    }
    this.#newest = revision;
    this.#known.add(revision);
    const versions = writes.flatMap((write) => this.#write(revision, write));
    this.#written.push({ revision, writes: writes.length, versions });
    this.#writes += writes.length;
    this.#forget();
  }

  standingOf(revision: number): 'known' | 'ahead' | 'forgotten' | 'skipped' {
    if (revision > this.#newest) return 'ahead';
    if (revision < this.#oldest) return 'forgotten';
    return this.#known.has(revision) ? 'known' : 'skipped';
  }

  nodeAt(id: string, revision: number): CacheNode | undefined {
    return this.#nodes.get(id)?.at(revision) ?? undefined;
  }

  #write(revision: number, write: TruthWrite): Written['versions'] {
    if (write.kind === 'node') return [this.#writeNode(revision, write)];
    if (write.kind !== 'claim') return [];
    const [prefix, node] = claimKey(write);
    return [this.claims.set(revision, prefix, node, write.value?.state)];
  }

  #writeNode(
    revision: number,
    { id, value }: Extract<TruthWrite, { readonly kind: 'node' }>,
  ): Versions<CacheNode | null> {
    const versions = this.#nodes.get(id) ?? new Versions();
    this.#nodes.set(id, versions);
    versions.set(revision, value);
    return versions;
  }

  /** The revision that is dropped from the list stays the oldest known: what held before it goes. */
  #forget(): void {
    while (this.#writes > this.#mostWrites && this.#written.length > 1) {
      const oldest = this.#written.shift();
      if (oldest === undefined) return;
      this.#writes -= oldest.writes;
      this.#known.delete(this.#oldest);
      this.#oldest = oldest.revision;
      for (const versions of oldest.versions) versions.forgetBefore(oldest.revision);
    }
  }
}

/** The parts of a claim's id. */
function claimKey(write: Extract<TruthWrite, { readonly kind: 'claim' }>): [prefix: string, node: string] {
  if (write.value !== null) return [write.value.prefix, write.value.node];
  const at = write.id.indexOf('@');
  return [write.id.slice(0, at), write.id.slice(at + 1)];
}
