import { describe, test, expect } from 'bun:test';
import * as fc from 'fast-check';
import { CsvReader, type CsvRow } from './csv-reader.ts';

const field = fc.string({ unit: fc.constantFrom('a', 'b', ' ', ',', '"', '\n', '\r', 'é', '1') });
const table = fc.array(fc.array(field, { minLength: 2, maxLength: 4 }), { maxLength: 12 });

const quoted = (text: string) => (/[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

describe('CsvReader', () => {
  test('gives back what was written, in whatever pieces it comes', () => {
    fc.assert(
      fc.property(
        table,
        fc.constantFrom('\n', '\r\n'),
        fc.integer({ min: 1, max: 9 }),
        (rows, lineEnd, pieceLength) => {
          const text = rows.map((row) => row.map(quoted).join(',') + lineEnd).join('');
          const read = readPieces(text, pieceLength);
          expect(read.map((row) => (row.kind === 'row' ? row.fields : row.detail))).toEqual(rows);
        },
      ),
      { numRuns: 1_000 },
    );
  });

  test('never throws, and reads any text alike in any pieces', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', ',', '"', '\n', '\r') }),
        fc.integer({ min: 1, max: 5 }),
        (text, pieceLength) => {
          expect(readPieces(text, pieceLength)).toEqual(readPieces(text, text.length + 1));
        },
      ),
      { numRuns: 2_000 },
    );
  });
});

function readPieces(text: string, pieceLength: number): CsvRow[] {
  const reader = new CsvReader();
  const rows: CsvRow[] = [];
  for (let at = 0; at < text.length; at += pieceLength) rows.push(...reader.push(text.slice(at, at + pieceLength)));
  return [...rows, ...reader.end()];
}
