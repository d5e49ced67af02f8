/** A prefix as the oracle sees it: two numbers, worked out here and nowhere else. */
export interface KnownPrefix {
  readonly text: string;
  readonly family: 4 | 6;
  readonly length: number;
  readonly first: bigint;
  readonly last: bigint;
}

const TEXTS = `
  0.0.0.0/0 10.0.0.0/8 10.0.0.0/9 10.128.0.0/9 10.1.0.0/16 10.1.0.0/17 10.1.128.0/17 10.1.129.0/24
  10.1.0.0/24 10.1.0.0/32 10.1.255.255/32 10.255.255.255/32 11.0.0.0/8 9.255.255.255/32
  ::/0 2001:db8::/32 2001:db8::/33 2001:db8:8000::/33 2001:db8::/64 2001:db8:0:1::/64
  2001:db8::/127 2001:db8::1/128 2001:db8:ffff:ffff:ffff:ffff:ffff:ffff/128 2001:db9::/32`;

/** Prefixes that nest and touch: random ones would almost never meet. */
export const KNOWN_PREFIXES: readonly KnownPrefix[] = TEXTS.trim().split(/\s+/).map(known);

const byText = new Map(KNOWN_PREFIXES.map((prefix) => [prefix.text, prefix]));

export function knownPrefix(text: string): KnownPrefix {
  const found = byText.get(text);
  if (found === undefined) throw new Error(`Cannot judge prefix "${text}": it is not one of the known`);
  return found;
}

export function meet(x: KnownPrefix, y: KnownPrefix): boolean {
  return x.family === y.family && x.first <= y.last && y.first <= x.last;
}

/** Below 0 when `x` comes first: family, address, then the shorter. */
export function inOrder(x: KnownPrefix, y: KnownPrefix): number {
  return x.family - y.family || Number(x.first - y.first > 0n) - Number(x.first - y.first < 0n) || x.length - y.length;
}

function known(text: string): KnownPrefix {
  const [address = '', lengthText = ''] = text.split('/');
  const length = Number(lengthText);
  const family = address.includes(':') ? 6 : 4;
  const first = family === 4 ? number(address.split('.'), 10) : number(groups(address), 16);
  const size = 1n << BigInt((family === 4 ? 32 : 128) - length);
  return { text, family, length, first, last: first + size - 1n };
}

function groups(address: string): string[] {
  const [head = '', tail = ''] = address.split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === '' ? [] : tail.split(':');
  return [...before, ...Array<string>(8 - before.length - after.length).fill('0'), ...after];
}

function number(parts: readonly string[], radix: 10 | 16): bigint {
  const base = radix === 10 ? 256n : 65_536n;
  return parts.reduce((sum, part) => sum * base + BigInt(Number.parseInt(part, radix)), 0n);
}
