import { parsePrefixOrRange, PrefixError, type Prefix } from '@nearhop/ip';
import type { OriginAsTable } from '@nearhop/management';
import { RadixTree } from '@nearhop/route-table';

const MOST_ASN = 4_294_967_295;

/** A line of the file that cannot be read. */
export class OriginAsError extends Error {
  override readonly name = 'OriginAsError';
}

/** A table of origin AS numbers as CSV, a prefix (or a range `first-last`) and an AS number a line; a header line is left out. */
export function csvOriginAs(text: string): OriginAsTable {
  const tree = new RadixTree();
  // The tree's values have 24 bits, AS numbers 32.
  const numbers: number[] = [];
  const places = new Map<number, number>();
  for (const [index, line] of text.split('\n').entries()) {
    const row = line.trim();
    if (row === '' || (index === 0 && /^prefix,asn$/i.test(row))) continue;
    const { prefixes, asn } = readRow(row, index + 1);
    let place = places.get(asn);
    if (place === undefined) {
      place = numbers.push(asn) - 1;
      places.set(asn, place);
    }
    for (const prefix of prefixes) tree.insert(prefix, place);
  }
  return {
    announced(prefix, most) {
      const found: { prefix: Prefix; asn: number }[] = [];
      const take = (network: Prefix, place: number) => found.push({ prefix: network, asn: numbers[place] ?? 0 });
      // The nearest network around, the prefix itself among them, is who announces what no more specific one does.
      for (const [network, place] of tree.supernets(prefix)) {
        take(network, place);
        break;
      }
      for (const [network, place] of tree.subnets(prefix)) {
        if (found.length >= most) break;
        if (network.length > prefix.length) take(network, place);
      }
      return found;
    },
  };
}

function readRow(row: string, number: number): { readonly prefixes: readonly Prefix[]; readonly asn: number } {
  const [block = '', asnText = ''] = row.split(',').map((field) => field.trim());
  const asn = /^(?:AS)?(\d{1,10})$/i.exec(asnText)?.[1];
  if (asn === undefined || Number(asn) > MOST_ASN)
    throw new OriginAsError(`line ${number}: write a prefix and an AS number, such as "2.21.234.0/24,64500"`);
  try {
    return { prefixes: parsePrefixOrRange(block), asn: Number(asn) };
  } catch (error) {
    if (error instanceof PrefixError) throw new OriginAsError(`line ${number}: ${error.message}`);
    throw error;
  }
}
