import { isIP } from 'node:net';
import { IPv4, IPv6 } from 'ip-num';
import { Address } from './address.ts';

/*
 * What reading one address costs on the request path, beside readers that answer less (node:net says only which family) or
 * more slowly (ip-num). Run: bun packages/ip/src/address.bench.ts
 */

const COUNT = 1 << 16;
const ROUNDS = 20;

/** Texts by index, so that every run reads the same ones. */
const scenarios: Readonly<Record<string, (index: number) => string>> = {
  IPv4: (index) => `${index >>> 8}.${index & 255}.7.${(index * 7) & 255}`,
  'IPv4, mapped': (index) => `::ffff:${index >>> 8}.${index & 255}.7.1`,
  'IPv6, short': (index) => `2001:db8:${index.toString(16)}::1`,
  'IPv6, full': (index) => `2001:db8:85a3:8d3:1319:8a2e:370:${index.toString(16)}`,
  'refused: port': (index) => `${index >>> 8}.${index & 255}.7.1:443`,
  'refused: zone': (index) => `fe80::${index.toString(16)}%eth0`,
};

for (const [name, textOf] of Object.entries(scenarios)) {
  const texts = Array.from({ length: COUNT }, (_, index) => textOf(index));
  const ours = nsPerText(texts, (text) => Address.tryParse(text)?.a ?? 1);
  const node = nsPerText(texts, (text) => isIP(text));
  const ipNum = nsPerText(texts.slice(0, 2_000), ipNumRead);
  const ratios = `node:net isIP ${(node.ns / ours.ns).toFixed(1)}x, ip-num ${(ipNum.ns / ours.ns).toFixed(0)}x`;
  const checksums = [ours, node, ipNum].map(({ checksum }) => checksum).join(' ');
  process.stdout.write(`${name.padEnd(14)} ${ours.ns.toFixed(1)} ns; ${ratios} (checksums ${checksums})\n`);
}

/** Best round, which is the one that the machine disturbed least; the checksum keeps the work from being optimised away. */
function nsPerText(texts: readonly string[], read: (text: string) => number): { ns: number; checksum: number } {
  let best = Infinity;
  let checksum = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const startedAt = performance.now();
    for (const text of texts) checksum = (checksum + read(text)) >>> 0;
    best = Math.min(best, performance.now() - startedAt);
  }
  return { ns: (best * 1e6) / texts.length, checksum };
}

function ipNumRead(text: string): number {
  try {
    return (text.includes(':') ? new IPv6(text) : new IPv4(text)).bitSize;
  } catch {
    return 1;
  }
}
