import { Address, AddressError, Prefix, PrefixError, quotedValue } from '@nearhop/ip';
import { ClientFileError } from './client-file-error.ts';
import type { WeightedPrefix } from './client-source.ts';

const MOST_COMPLAINTS = 20;
const WEIGHT = /^\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/**
 * Reads a file of clients: `address[,weight]` or `prefix[,weight]` a line, weight 1 unless given. Blank lines, what
 * follows a `#`, and a first line that begins with `address` or `prefix` (a header) count for nothing. Throws
 * ClientFileError with all bad lines, the first 20 in words.
 */
export function readClientFile(name: string, text: string): WeightedPrefix[] {
  const entries: WeightedPrefix[] = [];
  const complaints: string[] = [];
  let bad = 0;
  for (const [index, raw] of text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .entries()) {
    const line = raw.replace(/#.*/, '').trim();
    if (line === '' || (index === 0 && /^(?:address|prefix)\b/i.test(line))) continue;
    const entry = readLine(line);
    if (typeof entry !== 'string') entries.push(entry);
    else if (++bad <= MOST_COMPLAINTS) complaints.push(`line ${index + 1}: ${entry}`);
  }
  if (bad > MOST_COMPLAINTS) complaints.push(`and ${bad - MOST_COMPLAINTS} more bad lines`);
  if (bad === 0 && !entries.some(({ weight }) => weight > 0)) {
    complaints.push('no client with a weight above 0: write lines like 198.51.100.7 or 2001:db8::/32,10');
  }
  if (complaints.length > 0) throw new ClientFileError(name, complaints);
  return entries;
}

/** The entry, or what is wrong. */
function readLine(line: string): WeightedPrefix | string {
  const [client = '', weight = '1', ...rest] = line.split(',').map((cell) => cell.trim());
  if (rest.length > 0) return `Cannot read ${quotedValue(line)}: write one address or prefix and at most one weight`;
  if (!WEIGHT.test(weight) || !Number.isFinite(Number(weight))) {
    return `Cannot read weight ${quotedValue(weight)}: write a number of 0 or more, such as 1 or 0.25`;
  }
  try {
    return { prefix: readClient(client), weight: Number(weight) };
  } catch (error) {
    if (error instanceof AddressError || error instanceof PrefixError) return error.message;
    throw error;
  }
}

function readClient(text: string): Prefix {
  if (text.includes('/')) return Prefix.parse(text);
  const address = Address.parse(text);
  return Prefix.of(address, address.family === 4 ? 32 : 128);
}
