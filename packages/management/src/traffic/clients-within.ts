import { Address, type Prefix } from '@nearhop/ip';

/** A generator of 32-bit numbers with a fixed beginning: the same question gets the same answer. */
export function fixedRandom(): () => number {
  let state = 0x9e3779b9;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
}

/** An address in a prefix, each as likely. */
export function clientWithin({ address, length, family }: Prefix, random: () => number): Address {
  if (family === 4) return Address.v4(filled(address.a, length, random));
  const { a, b, c, d } = address;
  return Address.v6(
    filled(a, length, random),
    filled(b, length - 32, random),
    filled(c, length - 64, random),
    filled(d, length - 96, random),
  );
}

/** A word whose first bits are given. */
function filled(word: number, given: number, random: () => number): number {
  if (given >= 32) return word;
  const free = given <= 0 ? 0xffffffff : 0xffffffff >>> given;
  return (word | (random() & free)) >>> 0;
}
