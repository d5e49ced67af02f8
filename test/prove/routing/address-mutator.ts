/** Whole numbers from 0 up to a bound, which is excluded. */
export type RandomBelow = (bound: number) => number;

const ALPHABET = [
  '0123456789abcdefABCDEFg:::...//%[]-+_ xX'.split(''),
  ['\t', '\n', '\u0000', '\u007f', '０', '١', '。', '．', '：', '\u200b', '\ud800'],
  ['::', '00', 'ffff', '/0'],
].flat();

/** mulberry32: the same numbers for the same seed on every machine. */
export function seededRandom(seed: number): RandomBelow {
  let state = seed >>> 0;
  return (bound) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * bound);
  };
}

export function pick<T>(random: RandomBelow, items: readonly T[]): T {
  return items[random(items.length)]!; // callers give no empty list
}

/** One to three small edits of a text, or two texts cut together. */
export function mutate(random: RandomBelow, text: string, other: string): string {
  if (random(8) === 0) return text.slice(0, random(text.length + 1)) + other.slice(random(other.length + 1));
  let mutated = text;
  for (let edits = 1 + random(3); edits > 0; edits--) {
    const at = random(mutated.length + 1);
    const removed = random(2);
    const inserted = random(3) === 0 ? '' : pick(random, ALPHABET);
    mutated = mutated.slice(0, at) + inserted + mutated.slice(at + removed);
  }
  return mutated;
}

/** A text by the grammar of addresses and prefixes, with every count and number now and then just past its bound. */
export function grown(random: RandomBelow): string {
  const v6 = random(2) === 0;
  const address = v6 ? grownV6(random) : grownV4(random);
  if (random(2) === 0) return address;
  return `${address}/${random(20) === 0 ? '0' : ''}${random(v6 ? 132 : 34)}`;
}

function grownV4(random: RandomBelow): string {
  const count = random(16) === 0 ? 3 + random(3) : 4;
  const zerosFrom = random(count + 1); // so that many prefixes have no host bits
  const numbers = Array.from({ length: count }, (_, index) => {
    const number = String(index >= zerosFrom ? 0 : random(random(8) === 0 ? 300 : 256));
    return random(40) === 0 ? `0${number}` : number;
  });
  return numbers.join('.');
}

function grownV6(random: RandomBelow): string {
  const quad = random(4) === 0 ? [grownV4(random)] : [];
  const full = 8 - quad.length * 2;
  const gap = random(4) > 0;
  const count = gap ? random(full + 1) : full + (random(12) === 0 ? random(3) - 1 : 0);
  const parts = [...Array.from({ length: count }, () => grownGroup(random)), ...quad];
  if (!gap) return parts.join(':');
  const at = random(2) === 0 ? parts.length : random(parts.length + 1);
  return `${parts.slice(0, at).join(':')}::${parts.slice(at).join(':')}`;
}

function grownGroup(random: RandomBelow): string {
  if (random(4) === 0) return 'ffff';
  const group = random(random(3) === 0 ? 3 : 65536).toString(16);
  const padded = random(4) === 0 ? group.padStart(random(30) === 0 ? 5 : 4, '0') : group;
  return random(3) === 0 ? padded.toUpperCase() : padded;
}
