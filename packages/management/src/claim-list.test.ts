import { AddressPolicy } from '@nearhop/ip';
import { describe, expect, test } from 'bun:test';
import { nestingNotes, readClaims } from './claim-list.ts';
import { FieldReport } from './field-report.ts';
import type { ClaimsInput } from '@nearhop/contracts';

const policy = new AddressPolicy({ privateNetworks: [], lab: false });

function read(input: ClaimsInput) {
  const report = new FieldReport();
  const claims = readClaims(input, policy, report);
  return { claims, prefixes: claims.map(({ prefix }) => prefix.toString()), fields: report.fields };
}

describe('readClaims', () => {
  test('takes the comma-separated text with spaces of the create page', () => {
    const { prefixes, fields } = read('2.21.234.0/24 , 3.22.235.0/24 , 4.23.236.0/24');
    expect(prefixes).toEqual(['2.21.234.0/24', '3.22.235.0/24', '4.23.236.0/24']);
    expect(fields).toEqual([]);
  });

  test('takes a list, with ranges shown as CIDRs', () => {
    const { prefixes } = read([
      '2.21.234.0-2.21.234.5',
      '2a00:1::/32',
      { prefix: '4.0.0.0 - 4.0.0.255', shared: true },
    ]);
    expect(prefixes).toEqual(['2.21.234.0/30', '2.21.234.4/31', '2a00:1::/32', '4.0.0.0/24']);
  });

  test('takes blank text for no claims', () => {
    expect(read('  ')).toEqual({ claims: [], prefixes: [], fields: [] });
  });

  test('tells every bad block with its pointer, its position and what to write', () => {
    const { fields } = read(['2.21.234.0/24', '2.21.234.5/24', '1.2.3.4', 'nonsense', '']);
    expect(fields.map(({ pointer }) => pointer)).toEqual(['/claims/1', '/claims/2', '/claims/3', '/claims/4']);
    expect(fields[0]?.detail).toBe(
      'block 2: "2.21.234.5/24": bits after the length must be zero: did you mean "2.21.234.0/24"',
    );
    expect(fields[1]?.detail).toContain('write "1.2.3.4/32"');
    expect(fields[3]?.detail).toContain('block 5: is empty');
  });

  test('tells a block that is missing between two commas', () => {
    expect(read('2.21.234.0/24,,4.0.0.0/24').fields).toEqual([
      { pointer: '/claims', detail: 'block 2: is empty: take the comma away, or write a block such as 2.21.234.0/24' },
    ]);
  });

  test('refuses duplicates in any spelling and names the first', () => {
    const { fields } = read(['2a00:1::/32', '2A00:0001::/32', '4.0.0.0/24', '4.0.0.0-4.0.0.255']);
    expect(fields.map(({ detail }) => detail)).toEqual([
      'block 2: "2a00:1::/32" is block 1 already: write it once',
      'block 4: "4.0.0.0/24" is block 3 already: write it once',
    ]);
  });

  test('refuses special-use space, inside and around, by name', () => {
    const { fields } = read(['10.0.0.0/8', '192.168.7.0/24', '0.0.0.0/0', '2001:db8::/32', 'fe80::/64', '224.0.0.0/4']);
    expect(fields).toHaveLength(6);
    expect(fields[0]?.detail).toContain('special-use space 10.0.0.0/8 (Private-Use, RFC 1918)');
  });

  test('allows special-use space that the deployment owns', () => {
    const report = new FieldReport();
    const lab = new AddressPolicy({ privateNetworks: [], lab: true });
    expect(readClaims(['127.0.1.0/24', '10.0.0.0/8'], lab, report)).toHaveLength(2);
    expect(report.fields).toEqual([]);
  });

  test('refuses more blocks than a request may name', () => {
    const many = Array.from(
      { length: 100_001 },
      (_, index) => `8.${index >> 16}.${(index >> 8) & 255}.${index & 255}/32`,
    );
    expect(read(many).fields).toEqual([
      { pointer: '/claims', detail: 'must be at most 100000 blocks: import a file for more' },
    ]);
  });
});

describe('nestingNotes', () => {
  test('says which block lies inside which, whatever the order', () => {
    const { claims } = read(['4.0.1.0/24', '4.0.0.0/16', '5.0.0.0/16', '4.0.1.128/25']);
    expect(nestingNotes(claims)).toEqual([
      'block 1: "4.0.1.0/24" lies inside block 2, "4.0.0.0/16"',
      'block 4: "4.0.1.128/25" lies inside block 1, "4.0.1.0/24"',
    ]);
  });

  test('is silent about neighbours', () => {
    expect(nestingNotes(read(['4.0.0.0/24', '4.0.1.0/24', '2a00::/32', '2a01::/32']).claims)).toEqual([]);
  });
});
