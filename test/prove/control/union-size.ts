/** How many IPv4 addresses, or IPv6 networks of length 56 touched, lie in at least one of the prefixes: shares no code with any package. */
export function unionSize(prefixes: readonly string[]): { readonly ipv4: bigint; readonly ipv6: bigint } {
  const isV6 = (text: string) => text.includes(':');
  return {
    ipv4: covered(prefixes.filter((text) => !isV6(text)).map(v4Span)),
    ipv6: covered(prefixes.filter(isV6).map(v6Span)),
  };
}

type Span = readonly [first: bigint, last: bigint];

function covered(spans: readonly Span[]): bigint {
  let total = 0n;
  let end = -1n;
  for (const [first, last] of spans.toSorted((x, y) => (x[0] < y[0] ? -1 : 1))) {
    const from = first > end ? first : end + 1n;
    if (last < from) continue;
    total += last - from + 1n;
    end = last;
  }
  return total;
}

function v4Span(text: string): Span {
  const [address = '', length = ''] = text.split('/');
  const first = address.split('.').reduce((sum, part) => sum * 256n + BigInt(part), 0n);
  return [first, first + (1n << BigInt(32 - Number(length))) - 1n];
}

/** In networks of length 56. */
function v6Span(text: string): Span {
  const [address = '', length = ''] = text.split('/');
  const [head = '', tail = ''] = address.split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === '' ? [] : tail.split(':');
  const groups = [...before, ...Array<string>(8 - before.length - after.length).fill('0'), ...after];
  const value = groups.reduce((sum, group) => sum * 65_536n + BigInt(Number.parseInt(group || '0', 16)), 0n);
  const last = value + (1n << BigInt(128 - Number(length))) - 1n;
  return [value >> 72n, last >> 72n];
}
