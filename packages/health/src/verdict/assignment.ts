/** A bit for each monitor in a word for each node. */
export const MOST_MONITORS = 32;

/**
 * Which monitors probe which nodes, by rendezvous: each node has the `overlap` monitors with the highest scores, so that a
 * monitor that comes or goes moves its own share and nothing else. The same for all who know the same monitors.
 */
export class Assignment {
  /** In ascending order: a monitor's place is its bit. */
  readonly monitors: readonly string[];
  readonly #hashes: readonly number[];
  readonly #overlap: number;
  #masks = new Uint32Array(0);

  constructor(monitors: Iterable<string>, overlap: number) {
    this.monitors = [...new Set(monitors)].sort();
    if (this.monitors.length > MOST_MONITORS) {
      throw new RangeError(
        `Cannot share out nodes: there may be at most ${MOST_MONITORS} monitors: received ${this.monitors.length}`,
      );
    }
    this.#hashes = this.monitors.map(hashOf);
    this.#overlap = overlap;
  }

  isAssigned(monitor: string, node: number): boolean {
    const place = this.monitors.indexOf(monitor);
    return place >= 0 && ((this.maskOf(node) >>> place) & 1) === 1;
  }

  /** The bits of the monitors that probe the node. */
  maskOf(node: number): number {
    return this.masks(node + 1)[node] ?? 0;
  }

  /** The bits for nodes 0 to `count - 1` at least; the same array as long as it suffices. */
  masks(count: number): Uint32Array {
    const known = this.#masks.length;
    if (count <= known) return this.#masks;
    const masks = new Uint32Array(count + (count >>> 2));
    masks.set(this.#masks);
    for (let node = known; node < masks.length; node++) masks[node] = this.#winners(node);
    this.#masks = masks;
    return masks;
  }

  #winners(node: number): number {
    const all = this.monitors.length;
    if (all <= this.#overlap) return all === MOST_MONITORS ? 0xffffffff : 2 ** all - 1;
    let mask = 0;
    for (let chosen = 0; chosen < this.#overlap; chosen++) {
      let best = -1;
      let bestScore = -1;
      for (let place = 0; place < all; place++) {
        // One hash for each monitor.
        const score = mixed(this.#hashes[place]! ^ Math.imul(node + 1, 0x9e3779b1));
        if (((mask >>> place) & 1) === 0 && score > bestScore) [best, bestScore] = [place, score];
      }
      mask |= 1 << best;
    }
    return mask >>> 0;
  }
}

/** FNV-1a of the name's UTF-16 units, mixed. */
function hashOf(name: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < name.length; index++) hash = Math.imul(hash ^ name.charCodeAt(index), 0x01000193);
  return mixed(hash);
}

/** The end of MurmurHash3_x86_32 (A. Appleby, public domain). Returns a uint32. */
function mixed(word: number): number {
  let hash = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
