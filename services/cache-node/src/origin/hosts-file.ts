import { Address } from '@nearhop/ip';
import { readFileSync } from 'node:fs';

/** Addresses by name of a hosts(5) file; none when there is no such file. Lines that are none of the format say nothing. */
export function readHostsFile(path: string): ReadonlyMap<string, readonly Address[]> {
  const byName = new Map<string, Address[]>();
  for (const line of textOf(path).split('\n')) {
    const [first = '', ...names] = line.replace(/#.*$/, '').trim().split(/\s+/);
    const address = Address.tryParse(first);
    if (address === undefined) continue;
    for (const name of names) {
      const key = name.toLowerCase();
      byName.set(key, [...(byName.get(key) ?? []), address]);
    }
  }
  return byName;
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
