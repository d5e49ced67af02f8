import { Prefix } from '@nearhop/ip';
import type { OriginAsTable } from '@nearhop/management';
import { afterAll, describe, expect, test } from 'bun:test';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openOriginAs } from './open-origin-as.ts';
import { tinyMmdb } from './testing/tiny-mmdb.ts';

const folder = mkdtempSync(join(tmpdir(), 'nearhop-asn-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

function told(table: OriginAsTable, prefix: string, most = 50): string[] {
  return table.announced(Prefix.parse(prefix), most).map((found) => `${found.prefix.toString()} AS${found.asn}`);
}

/** What a file is refused with. */
async function refusal(path: string): Promise<string> {
  return openOriginAs(path).then(
    () => 'it was taken',
    (error: unknown) => String(error),
  );
}

describe('openOriginAs', () => {
  test('reads a CSV: the network around a prefix, then those inside it', async () => {
    const csv = 'prefix,asn\r\n5.0.0.0/12,64500\n5.8.0.0/16,AS4200000000\n\n6.0.0.0-6.0.2.255,64502\n2a00::/32,64503\n';
    const table = await openOriginAs(file('asn.csv', csv));
    expect(told(table, '5.0.0.0/12')).toEqual(['5.0.0.0/12 AS64500', '5.8.0.0/16 AS4200000000']);
    expect(told(table, '5.8.7.0/24')).toEqual(['5.8.0.0/16 AS4200000000']);
    expect(told(table, '4.0.0.0/6', 2)).toEqual(['5.0.0.0/12 AS64500', '5.8.0.0/16 AS4200000000']);
    expect(told(table, '6.0.0.0/8')).toEqual(['6.0.0.0/23 AS64502', '6.0.2.0/24 AS64502']);
    expect(told(table, '2a00:0:1::/48')).toEqual(['2a00::/32 AS64503']);
    expect(told(table, '9.0.0.0/8')).toEqual([]);
  });

  test('reads an .mmdb, network by network and over gaps', async () => {
    const bytes = tinyMmdb({ '5.0.0.0/16': 64_500, '5.2.0.0/15': 64_501, '6.0.0.0/8': 64_502 });
    const table = await openOriginAs(file('asn.mmdb', bytes));
    expect(told(table, '5.0.0.0/12')).toEqual(['5.0.0.0/16 AS64500', '5.2.0.0/15 AS64501']);
    expect(told(table, '6.7.0.0/16')).toEqual(['6.0.0.0/8 AS64502']);
    expect(told(table, '7.0.0.0/8')).toEqual([]);
    expect(told(table, '2a00::/32')).toEqual([]);
  });

  for (const [what, name, content, why] of [
    ['a row without a number', 'a.csv', 'prefix,asn\n5.0.0.0/12,\n', 'line 2: write a prefix and an AS number'],
    ['a bad prefix', 'b.csv', '5.0.0.1/12,64500\n', 'line 1: Cannot parse prefix "5.0.0.1/12"'],
    ['bytes that are no .mmdb', 'c.mmdb', 'nonsense', 'NEARHOP_CONTROL_ASN_FILE'],
  ] as const) {
    test(`refuses ${what}, and says where`, async () => {
      expect(await refusal(file(name, content))).toContain(why);
    });
  }

  test('refuses a file that is not there', async () => {
    expect(await refusal(join(folder, 'none.csv'))).toContain('Cannot use NEARHOP_CONTROL_ASN_FILE');
  });
});
