import { describe, expect, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import { ClientFileError } from './client-file-error.ts';
import { readClientFile } from './client-file.ts';

const read = (text: string) =>
  readClientFile('c.csv', text).map(({ prefix, weight }) => `${prefix.toString()} ${weight}`);

function complaints(text: string): readonly string[] {
  try {
    readClientFile('c.csv', text);
  } catch (error) {
    if (error instanceof ClientFileError) return error.lines;
    throw error;
  }
  return [];
}

describe('readClientFile', () => {
  test('reads addresses and prefixes, weight 1 unless given', () => {
    expect(read('198.51.100.7\n2001:db8::/32, 2.5\r\n2001:db8::1,3e2')).toEqual([
      '198.51.100.7/32 1',
      '2001:db8::/32 2.5',
      '2001:db8::1/128 300',
    ]);
  });

  test('passes over a header, comments, blank lines and a byte order mark', () => {
    expect(read('\uFEFFprefix,weight\n\n# all of it\n10.0.0.0/8,1 # why\n')).toEqual(['10.0.0.0/8 1']);
  });

  test.each([
    [
      '10.0.0.1/8',
      'line 1: Cannot parse prefix "10.0.0.1/8": bits after the length must be zero: did you mean "10.0.0.0/8"',
    ],
    ['10.0.0.256', 'line 1: Cannot parse address "10.0.0.256": numbers of an IPv4 address must be 0 to 255'],
    ['10.0.0.1,-1', 'line 1: Cannot read weight "-1": write a number of 0 or more, such as 1 or 0.25'],
    ['10.0.0.1,0x10', 'line 1: Cannot read weight "0x10": write a number of 0 or more, such as 1 or 0.25'],
    ['10.0.0.1,1e999', 'line 1: Cannot read weight "1e999": write a number of 0 or more, such as 1 or 0.25'],
    ['10.0.0.1,', 'line 1: Cannot read weight "": write a number of 0 or more, such as 1 or 0.25'],
    ['10.0.0.1,1,2', 'line 1: Cannot read "10.0.0.1,1,2": write one address or prefix and at most one weight'],
    ['', 'no client with a weight above 0: write lines like 198.51.100.7 or 2001:db8::/32,10'],
    ['10.0.0.1,0', 'no client with a weight above 0: write lines like 198.51.100.7 or 2001:db8::/32,10'],
  ])('says of %p what to write', (text, complaint) => {
    expect(complaints(text)).toEqual([complaint]);
  });

  test('names the line of every fault, the first twenty in words', () => {
    const lines = complaints(['1.2.3.4', ...Array.from({ length: 30 }, () => 'nonsense')].join('\n'));
    expect(lines.length).toBe(21);
    expect(lines[0]).toStartWith('line 2: ');
    expect(lines[20]).toBe('and 10 more bad lines');
  });

  test.each(['clients-addresses.csv', 'clients-prefixes.csv'])('reads the sample %s', (name) => {
    const text = readFileSync(new URL(`../../../../test/corpora/${name}`, import.meta.url), 'utf8');
    expect(readClientFile(name, text).length).toBeGreaterThan(5);
  });
});
