import type { Claim } from '@nearhop/contracts';
import { Prefix, type Address } from '@nearhop/ip';
import { ClaimsLoad, UNCLAIMED, type Claimed, type LoadedClaims } from './claims-load.ts';
import type { Nest } from './intervals.ts';
import { PrefixLevels } from './prefix-levels.ts';
import { Versions } from './versions.ts';
import type { BlockIndex } from './world.ts';

/**
 * Who claims which prefix over the revisions since a load. What was loaded lies in flat arrays and stays; a prefix whose claims
 * change gets versions, a new one also a place in `PrefixLevels`. Nothing is ever taken out: at a revision at which
 * nobody claims a prefix, it is passed over.
 */
export class ClaimHistory {
  readonly #loads = { 4: new ClaimsLoad(4), 6: new ClaimsLoad(6) };
  #loaded: { readonly 4: LoadedClaims; readonly 6: LoadedClaims } | undefined;
  /** By family and rank: of the loaded ones, those that changed since. */
  readonly #changed = { 4: new Map<number, Versions<Claimed>>(), 6: new Map<number, Versions<Claimed>>() };
  readonly #added = new PrefixLevels<Versions<Claimed>>();
  readonly #addedByText = new Map<string, Versions<Claimed>>();
  #fresh: [Prefix, Versions<Claimed>][] = [];

  /** A claim as it was loaded; only before the first question or change. */
  load(prefix: string, node: string, state: Claim['state']): void {
    const parsed = Prefix.parse(prefix);
    this.#loads[parsed.family].add(parsed, node, state);
  }

  /** A claim in another state, or gone. Returns what now has one more version. */
  set(revision: number, prefix: string, node: string, state: Claim['state'] | undefined): Versions<Claimed> {
    const versions = this.#versionsOf(Prefix.parse(prefix));
    const { holders, waiting } = versions.newest ?? UNCLAIMED;
    const others = {
      holders: holders.filter((id) => id !== node),
      waiting: waiting.filter((claim) => claim.node !== node),
    };
    versions.set(revision, withClaim(others, node, state));
    return versions;
  }

  /** The blocks, or whatever else `choose` takes of the claims, at a revision. */
  at<T>(revision: number, choose: (claimed: Claimed) => readonly T[]): BlockIndex<readonly T[]> {
    return { find: (address) => this.#find(address, revision, choose) };
  }

  /** The prefixes of the blocks at the newest revision. */
  *blocks(): Iterable<Prefix> {
    for (const family of [4, 6] as const) {
      const { intervals, claimedAt } = this.#base[family];
      for (let rank = 0; rank < intervals.count; rank++) {
        const claimed = this.#changed[family].get(rank)?.newest ?? claimedAt(rank);
        if (claimed.holders.length > 0) yield intervals.prefixAt(rank);
      }
    }
    for (const [text, versions] of this.#addedByText) {
      if ((versions.newest?.holders.length ?? 0) > 0) yield Prefix.parse(text);
    }
  }

  get #base(): { readonly 4: LoadedClaims; readonly 6: LoadedClaims } {
    this.#loaded ??= { 4: this.#loads[4].done(), 6: this.#loads[6].done() };
    return this.#loaded;
  }

  #find<T>(
    address: Address,
    revision: number,
    choose: (claimed: Claimed) => readonly T[],
  ): Nest<readonly T[]> | undefined {
    const { intervals, claimedAt } = this.#base[address.family];
    const changed = this.#changed[address.family];
    const found: ClaimedPrefix<T>[] = [];
    for (let rank = intervals.find(address); rank >= 0; rank = intervals.enclosing(rank)) {
      const versions = changed.get(rank);
      const value = choose(versions === undefined ? claimedAt(rank) : (versions.at(revision) ?? UNCLAIMED));
      if (value.length > 0) found.push(new ClaimedPrefix(address, intervals.lengthOf(rank), value));
    }
    this.#sweepFresh();
    if (!this.#added.isEmpty) {
      for (const { prefix, value: versions } of this.#added.covering(address)) {
        const value = choose(versions.at(revision) ?? UNCLAIMED);
        if (value.length > 0) found.push(new ClaimedPrefix(address, prefix.length, value));
      }
      found.sort((x, y) => y.length - x.length);
    }
    for (const [index, nest] of found.entries()) nest.enclosing = found[index + 1];
    return found[0];
  }

  #versionsOf(prefix: Prefix): Versions<Claimed> {
    const { intervals, claimedAt } = this.#base[prefix.family];
    const rank = intervals.rankOf(prefix);
    if (rank < 0) return this.#addedVersions(prefix);
    const known = this.#changed[prefix.family].get(rank);
    if (known !== undefined) return known;
    const versions = new Versions<Claimed>();
    versions.set(-Infinity, claimedAt(rank));
    this.#changed[prefix.family].set(rank, versions);
    return versions;
  }

  #addedVersions(prefix: Prefix): Versions<Claimed> {
    const text = prefix.toString();
    const known = this.#addedByText.get(text);
    if (known !== undefined) return known;
    const versions = new Versions<Claimed>();
    this.#addedByText.set(text, versions);
    this.#fresh.push([prefix, versions]);
    return versions;
  }

  /** As late as can be, so that many new prefixes are one sweep. */
  #sweepFresh(): void {
    if (this.#fresh.length === 0) return;
    this.#added.add(this.#fresh);
    this.#fresh = [];
  }
}

/** A prefix around an address. Most are never named, so naming one is left until somebody asks. */
class ClaimedPrefix<T> implements Nest<readonly T[]> {
  readonly #address: Address;
  readonly length: number;
  readonly value: readonly T[];
  enclosing: ClaimedPrefix<T> | undefined;

  constructor(address: Address, length: number, value: readonly T[]) {
    this.#address = address;
    this.length = length;
    this.value = value;
  }

  get prefix(): Prefix {
    return Prefix.containing(this.#address, this.length);
  }
}

function withClaim({ holders, waiting }: Claimed, node: string, state: Claim['state'] | undefined): Claimed {
  if (state === undefined) return { holders, waiting };
  if (state === 'valid') return { holders: [...holders, node], waiting };
  return { holders, waiting: [...waiting, { node, state }] };
}
