import { claimId, type Claim, type Customer } from '@nearhop/contracts';
import { Prefix } from '@nearhop/ip';
import type { Registry } from '@nearhop/registry';
import {
  ALLOWANCE,
  countedSpace,
  countOf,
  NOTHING_UNREVIEWED,
  takesAllowance,
  unitsIn,
  type Unreviewed,
} from './allowance.ts';
import { claimsAround } from './claims-around.ts';
import { TurnTaking } from './turn-taking.ts';

/** More claims than that on a block's space are for a person to look at. */
const MOST_LOOKED_AT = 4_096;
const ALL = 10_000_000;

/**
 * How much space a customer holds without a reviewer while a commit is put together. Each unit counts once, however many claims lie on
 * it, so a claim adds and takes away only what no other such claim covers. It reads the registry: the commit must expect the customer's
 * revision as it was read before, and write the customer whenever `changed`.
 */
export class UnreviewedTally {
  readonly #registry: Pick<Registry, 'claimsOverlapping'>;
  readonly #customer: string;
  readonly #counts: { -readonly [Count in keyof Unreviewed]: number };
  /** Counted spaces of claims that the commit adds, but for those on space that counted before. */
  readonly #added = new Map<string, Prefix>();
  /** Ids of claims that the commit takes away. */
  readonly #taken = new Set<string>();
  readonly #turns = new TurnTaking();
  #changed = false;

  constructor(registry: Pick<Registry, 'claimsOverlapping'>, { id, unreviewed }: Pick<Customer, 'id' | 'unreviewed'>) {
    this.#registry = registry;
    this.#customer = id;
    this.#counts = { ...NOTHING_UNREVIEWED, ...unreviewed };
  }

  /** A claim that takes of the allowance came or went, though the counts may be as they were. */
  get changed(): boolean {
    return this.#changed;
  }

  get counts(): Unreviewed {
    return { ...this.#counts };
  }

  /** Adds a claim if what it adds fits into the allowance; otherwise says no and changes nothing. */
  async admit(claim: Claim): Promise<boolean> {
    const space = countedSpace(Prefix.parse(claim.prefix));
    const count = countOf(space);
    const whole = unitsIn([space]);
    if (whole > BigInt(ALLOWANCE[count])) return false;
    const covered = await this.#covered(space, MOST_LOOKED_AT);
    if (covered === undefined) return false;
    const after = BigInt(this.#counts[count]) + whole - covered;
    if (after > BigInt(ALLOWANCE[count])) return false;
    this.#counts[count] = Number(after);
    if (covered < whole) this.#added.set(claimId(claim), space);
    this.#changed = true;
    return true;
  }

  /** Takes away a claim that stands in the registry. */
  async takeAway(claim: Claim): Promise<void> {
    const space = countedSpace(Prefix.parse(claim.prefix));
    const count = countOf(space);
    this.#taken.add(claimId(claim));
    this.#changed = true;
    const covered = await this.#covered(space, ALL);
    const lost = covered === undefined ? 0n : unitsIn([space]) - covered;
    this.#counts[count] = Math.max(0, this.#counts[count] - Number(lost));
  }

  /** How much of a space other claims cover that take of the allowance; undefined when too many claims lie there to tell. */
  async #covered(space: Prefix, most: number): Promise<bigint | undefined> {
    await this.#turns.lookup();
    const around = await claimsAround(this.#registry, space, most);
    if (!around.complete) return undefined;
    const standing = around.claims
      .filter(({ id, value }) => value.customer === this.#customer && takesAllowance(value) && !this.#taken.has(id))
      .map(({ value }) => countedSpace(Prefix.parse(value.prefix)));
    const others = [...standing, ...this.#added.values()].filter((other) => other.overlaps(space));
    if (others.some((other) => other.contains(space))) return unitsIn([space]);
    return unitsIn(others);
  }
}
