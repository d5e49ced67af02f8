/** An overlap among prefixes that must all be disjoint, found by sorting their ranges: shares no code with any package. */
export function findTouching(prefixes: readonly string[]): string | undefined {
  const ranges = prefixes.map(rangeOf).toSorted((x, y) => (x.first < y.first ? -1 : 1));
  let widest = ranges[0];
  for (const range of ranges.slice(1)) {
    if (widest !== undefined && range.first <= widest.last) return `${widest.text} and ${range.text}`;
    widest = range;
  }
  return undefined;
}

/** IPv4 lies below 0 to 2^32, IPv6 from 2^128 on, so that the two never meet. */
function rangeOf(text: string): { readonly text: string; readonly first: bigint; readonly last: bigint } {
  const [address = '', length = ''] = text.split('/');
  const isV6 = address.includes(':');
  const value = isV6 ? (1n << 128n) + sum(groups(address), 16, 65_536n) : sum(address.split('.'), 10, 256n);
  const size = 1n << BigInt((isV6 ? 128 : 32) - Number(length));
  return { text, first: value, last: value + size - 1n };
}

function groups(address: string): string[] {
  const [head = '', tail = ''] = address.split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === '' ? [] : tail.split(':');
  return [...before, ...Array<string>(8 - before.length - after.length).fill('0'), ...after];
}

function sum(parts: readonly string[], radix: number, base: bigint): bigint {
  return parts.reduce((total, part) => total * base + BigInt(Number.parseInt(part, radix)), 0n);
}
