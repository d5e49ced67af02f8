import { readFileSync } from 'node:fs';

export interface CorpusCase {
  readonly input: string;
  /** Canonical text in a file of good cases, reason of the error in one of bad cases. */
  readonly expected: string;
}

export type AddressCorpus = 'addresses-good' | 'addresses-bad' | 'prefixes-good' | 'prefixes-bad';

/** Reads a file of test/corpora: `input<TAB>expected` a line, the input as the inside of a JSON string, `#` comments. */
export function readAddressCorpus(name: AddressCorpus): CorpusCase[] {
  const file = new URL(`../../corpora/${name}.txt`, import.meta.url);
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const tab = line.indexOf('\t');
      if (tab < 0)
        throw new Error(`Cannot read corpus ${name}: a line must hold a tab: received ${JSON.stringify(line)}`);
      return { input: JSON.parse(`"${line.slice(0, tab)}"`) as string, expected: line.slice(tab + 1) };
    });
}
