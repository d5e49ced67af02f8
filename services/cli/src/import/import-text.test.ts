import type { ImportRow, ImportSummary } from '@nearhop/contracts';
import { describe, expect, test } from 'bun:test';
import { createColors } from 'picocolors';
import { importText } from './import-text.ts';

const SUMMARY: ImportSummary = {
  rows: 1_200,
  rowsOk: 1_100,
  rowsWarning: 1,
  rowsError: 99,
  customersMade: 1,
  nodesMade: 2,
  blocksAdded: 1_101,
  blocksUnchanged: 7,
  blocksRefused: 99,
  blocksAttentionRequired: 1,
  commits: 1,
  dryRun: false,
  position: { lineage: 'l', revision: 12, chain: 'c' },
};
const bad = (line: number): ImportRow => ({
  line,
  customer: 'acme',
  node: 'One-1',
  outcome: 'error',
  added: 0,
  unchanged: 0,
  refused: 1,
  texts: ['length must be 0 to 32: received 33'],
});
const text = (summary: ImportSummary, rows: readonly ImportRow[]) =>
  importText({ summary, rows }, createColors(false)).split('\n');

describe('importText', () => {
  test('shows bad rows by line, then what became of the file', () => {
    expect(text({ ...SUMMARY, rowsError: 1 }, [bad(3), { ...bad(4), outcome: 'warning' }])).toEqual([
      'line 3 acme One-1: error',
      '  length must be 0 to 32: received 33',
      'line 4 acme One-1: warning',
      '  length must be 0 to 32: received 33',
      '1,200 rows: 1,100 good, 1 with warnings, 1 with errors',
      'Added 1,101 blocks, 2 nodes, 1 customer; 7 blocks were there already; 99 blocks did not go in; 1 block to look at (revision 12)',
    ]);
  });

  test('leaves out the names that a bad row did not give', () => {
    const nameless = { ...bad(6), customer: '', node: '' };
    expect(text(SUMMARY, [nameless, { ...nameless, line: 7, node: 'One-1' }])).toEqual(
      expect.arrayContaining(['line 6: error', 'line 7 One-1: error']),
    );
  });

  test('counts the rows beyond the first fifty, and says which JSON lists', () => {
    const rows = Array.from({ length: 60 }, (_, index) => bad(index + 2));
    const lines = text(SUMMARY, rows);
    expect(lines.filter((line) => line.startsWith('line '))).toHaveLength(50);
    expect(lines).toContain('and 50 more rows: -o json lists the first 60');
  });

  test('says that a dry run wrote nothing', () => {
    expect(text({ ...SUMMARY, dryRun: true }, []).at(-1)).toMatch(/^Would add .* \(nothing was written\)$/);
  });
});
