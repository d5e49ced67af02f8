import type { CacheNode, EffectiveState, HealthVector } from '@nearhop/contracts';
import { effectiveState } from '@nearhop/decision';

/** A node that began to serve, or ceased to. */
export interface NodeTransition {
  readonly node: CacheNode;
  readonly to: EffectiveState | 'deleted';
}

interface Watched {
  node: CacheNode;
  serves: boolean;
}

/** Tells when nodes reach or leave `serving`. What it is told first is how things are, and no transition. */
export class NodeWatch {
  readonly #watched = new Map<string, Watched>();
  #vector: HealthVector;
  #hasBegun = false;

  constructor(vector: HealthVector) {
    this.#vector = vector;
  }

  /** All nodes that there are, the first time or after some changes were missed. */
  all(nodes: Iterable<CacheNode>): NodeTransition[] {
    const transitions: NodeTransition[] = [];
    const left = new Set(this.#watched.keys());
    for (const node of nodes) {
      left.delete(node.id);
      transitions.push(...this.node(node.id, node));
    }
    for (const id of left) transitions.push(...this.node(id, null));
    const isFirst = !this.#hasBegun;
    this.#hasBegun = true;
    return isFirst ? [] : transitions;
  }

  /** A node as it is now; null for one that is gone. */
  node(id: string, now: CacheNode | null): NodeTransition[] {
    const before = this.#watched.get(id);
    const isGone = now === null || now.deletedAt !== undefined;
    if (isGone) this.#watched.delete(id);
    const last = now ?? before?.node;
    if (last === undefined) return [];
    const to = isGone ? 'deleted' : effectiveState({ node: last, vector: this.#vector });
    const serves = to === 'serving';
    if (!isGone) this.#watched.set(id, { node: last, serves });
    return serves === (before?.serves ?? false) ? [] : [{ node: last, to }];
  }

  vector(vector: HealthVector): NodeTransition[] {
    const before = this.#vector;
    this.#vector = vector;
    // It comes every second, most often as it was.
    if (before.number > 0 && Buffer.compare(before.entries, vector.entries) === 0) return [];
    return [...this.#watched].flatMap(([id, { node }]) => this.node(id, node));
  }
}
