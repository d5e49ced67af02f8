import { Address, Prefix } from '@nearhop/ip';
import { randomInteger, seededRandom } from '../../harness/random.ts';

/** One change of a table: a value to set, or undefined to delete. */
export interface TableUpdate {
  readonly prefix: Prefix;
  readonly value: number | undefined;
}

/**
 * Changes to a table that holds `prefixes`: a third deletes one of them or of those that came since, a third sets the
 * value of one, a third brings a prefix inside or around one. So entries go, come back, change and nest.
 */
export function randomUpdates(prefixes: readonly Prefix[], seed: number, count: number): TableUpdate[] {
  const random = seededRandom(seed);
  const pool = [...prefixes];
  return Array.from({ length: count }, () => {
    const known = pool[randomInteger(random, pool.length)]!; // the caller's table is not empty
    const kind = randomInteger(random, 3);
    if (kind === 0) return { prefix: known, value: undefined };
    const value = randomInteger(random, 2 ** 24);
    if (kind === 1) return { prefix: known, value };
    const prefix = relativeOf(known, random);
    pool.push(prefix);
    return { prefix, value };
  });
}

/** Up to 8 bits longer, somewhere inside, or up to 4 bits shorter. */
function relativeOf(known: Prefix, random: () => number): Prefix {
  const bits = known.family === 4 ? 32 : 128;
  const change = randomInteger(random, 13) - 4;
  const length = Math.min(bits, Math.max(1, known.length + change));
  if (length <= known.length) return Prefix.containing(known.address, length);
  const { a, b, c, d } = known.address;
  const [e, f, g, h] = [a, b, c, d].map((word, index) => {
    const fixedBits = Math.min(32, Math.max(0, known.length - 32 * index));
    return word + randomInteger(random, 2 ** (32 - fixedBits));
  }) as [number, number, number, number];
  return Prefix.containing(known.family === 4 ? Address.v4(e) : Address.v6(e, f, g, h), length);
}
