import { provenServers, type CacheChoice } from '@nearhop/contracts';
import { isBackup, pickedFamily, pickedNode, type CachePicks } from './cache-picks.ts';
import type { RouteDecision } from './decision.ts';
import type { NodeDirectory } from './node-directory.ts';

interface Branch {
  decision: RouteDecision | undefined;
  next: Map<number, Branch> | undefined;
}

/** Orders of many nodes are many: past this number of decisions the cache begins anew. */
const MAX_DECISIONS = 40_000;

/**
 * One decision object per sequence of picks, in a trie of pick codes. It depends on the nodes' records alone, so it
 * outlives health vectors and claims, and asking for what is known allocates nothing.
 */
export class DecisionCache {
  #root = newBranch();
  /** By pick code, shared between decisions. */
  readonly #choices = new Map<number, CacheChoice>();
  #decisions = 0;

  clear(): void {
    this.#root = newBranch();
    this.#choices.clear();
    this.#decisions = 0;
  }

  /** The decision for at least one pick of nodes that the directory has. */
  decisionFor(picks: CachePicks, nodes: NodeDirectory): RouteDecision {
    let branch = this.#root;
    for (let index = 0; index < picks.count; index++) branch = nextBranch(branch, picks.at(index));
    branch.decision ??= this.#make(picks, nodes);
    return branch.decision;
  }

  #make(picks: CachePicks, nodes: NodeDirectory): RouteDecision {
    if (this.#decisions >= MAX_DECISIONS) this.clear();
    this.#decisions++;
    const caches = Array.from({ length: picks.count }, (_, index) => this.#choice(picks.at(index), nodes));
    return { kind: 'node', reason: caches[0]?.backup === true ? 'backup' : 'matched', caches };
  }

  #choice(code: number, nodes: NodeDirectory): CacheChoice {
    const known = this.#choices.get(code);
    if (known !== undefined) return known;
    const choice = cacheChoice(code, nodes);
    this.#choices.set(code, choice);
    return choice;
  }
}

function newBranch(): Branch {
  return { decision: undefined, next: undefined };
}

function nextBranch(branch: Branch, code: number): Branch {
  branch.next ??= new Map();
  let next = branch.next.get(code);
  if (next === undefined) {
    next = newBranch();
    branch.next.set(code, next);
  }
  return next;
}

function cacheChoice(code: number, nodes: NodeDirectory): CacheChoice {
  const node = nodes.byNumber(pickedNode(code));
  const servers = node === undefined ? {} : provenServers(node);
  const server = pickedFamily(code) === 4 ? servers.ipv4 : servers.ipv6;
  if (node === undefined || server === undefined)
    throw new Error(`Cannot name cache of node number ${pickedNode(code)}: it is gone`);
  return { node: node.name, address: server.address, port: server.port, backup: isBackup(code) };
}
