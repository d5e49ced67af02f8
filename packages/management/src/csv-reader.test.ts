import { describe, expect, test } from 'bun:test';
import { CsvReader, type CsvRow } from './csv-reader.ts';

function readAll(text: string, pieceLength = text.length): CsvRow[] {
  const reader = new CsvReader();
  const rows: CsvRow[] = [];
  for (let at = 0; at < text.length; at += pieceLength) rows.push(...reader.push(text.slice(at, at + pieceLength)));
  return [...rows, ...reader.end()];
}

const fieldsOf = (rows: readonly CsvRow[]) => rows.map((row) => (row.kind === 'row' ? row.fields : row.detail));

describe('CsvReader', () => {
  test('reads LF and CRLF, a byte order mark, and a last line without an end', () => {
    expect(fieldsOf(readAll('\uFEFFa,b\r\nc,d\ne,f'))).toEqual([
      ['a', 'b'],
      ['c', 'd'],
      ['e', 'f'],
    ]);
  });

  test('reads quoted fields with commas, line breaks and doubled quotes', () => {
    expect(readAll('a,"b, ""c""\nd",\nnext,row,2\n')).toEqual([
      { kind: 'row', line: 1, fields: ['a', 'b, "c"\nd', ''] },
      { kind: 'row', line: 3, fields: ['next', 'row', '2'] },
    ]);
  });

  test('passes over empty lines and counts them', () => {
    expect(readAll('a,b\n\n  \r\nc,d\n')).toEqual([
      { kind: 'row', line: 1, fields: ['a', 'b'] },
      { kind: 'row', line: 4, fields: ['c', 'd'] },
    ]);
  });

  test('goes on with the next line after a quote that is never closed', () => {
    const rows = readAll('a,b\nx,"open\nc,d\ne,f\n');
    expect(rows.map(({ line, kind }) => [line, kind])).toEqual([
      [1, 'row'],
      [2, 'fault'],
      [3, 'row'],
      [4, 'row'],
    ]);
  });

  test('goes on with the next line after a stray quote, inside a field or after one', () => {
    const rows = readAll('a,b"c\nd,"e"f\ng,h\n');
    expect(rows.map(({ line, kind }) => [line, kind])).toEqual([
      [1, 'fault'],
      [2, 'fault'],
      [3, 'row'],
    ]);
  });

  test('reads a row of a million fields in pieces without going over it again and again', () => {
    const long = Array.from({ length: 1_000_000 }, (_, index) => index).join(' ');
    expect(fieldsOf(readAll(`a,b,,${long}\nc,d,,e\n`, 4_096)).map((fields) => fields[3]?.length)).toEqual([
      long.length,
      1,
    ]);
  });
});
