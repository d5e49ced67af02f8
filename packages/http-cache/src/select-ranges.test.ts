import { describe, expect, test } from 'bun:test';
import { parseRange } from './byte-range.ts';
import { selectRanges } from './select-ranges.ts';

function selected(field: string, contentBytes = 1000): string {
  const selection = selectRanges(field, contentBytes);
  if (selection.kind === 'whole') return 'whole';
  if (selection.kind === 'unsatisfiable') return selection.why;
  return selection.ranges.map(({ first, last }) => `${first}-${last}`).join(' ');
}

const bytes = (...specs: string[]) => `bytes=${specs.join(',')}`;
const every = (count: number, spec: (index: number) => string) =>
  bytes(...Array.from({ length: count }, (_, index) => spec(index)));

describe('selectRanges (RFC 9110 section 14)', () => {
  test.each([
    ['bytes=0-0', '0-0'],
    ['BYTES=0-0', '0-0'],
    ['bytes=0-999', '0-999'],
    ['bytes=0-', '0-999'],
    ['bytes=999-', '999-999'],
    ['bytes=990-2000', '990-999'],
    ['bytes=0007-0009', '7-9'],
    ['bytes=-1', '999-999'],
    ['bytes=-1000', '0-999'],
    ['bytes=-5000', '0-999'],
    ['bytes=0-99999999999999999999999999', '0-999'],
    ['bytes=-99999999999999999999999999', '0-999'],
    ['bytes=0-1, 3-4', '0-1 3-4'],
    ['bytes= ,0-1,,\t3-4 ,', '0-1 3-4'],
    ['bytes=8-9, 0-1', '8-9 0-1'],
    ['bytes=0-1, 2-3', '0-3'],
    ['bytes=2-3, 0-1', '0-3'],
    ['bytes=500-600, 0-1, 550-700, 1-5', '500-700 0-5'],
    ['bytes=0-1, 2000-', '0-1'],
    ['bytes=0-1, -0', '0-1'],
  ])('%s: %s', (field, ranges) => {
    expect(selected(field)).toBe(ranges);
  });

  test.each([
    '', 'bytes', 'bytes=', 'bytes=,', 'bytes=-', 'bytes=a-b', 'bytes=1', 'bytes=2-1', 'bytes=0-1-2', 'bytes=+1-2', 'bytes=1.0-2', 'bytes=0x1-2',
    'bytes=1 -2', 'bytes =0-1', 'bytes:0-1', 'bytes=0-1; 3-4', 'bytes=0-1, x', 'items=0-1', 'bytes=0-1, bytes=2-3', 'bytes=٣-٤',
    'bytes=99999999999999999999999999-99999999999999999999999998',
  ])('overlooks %j: 200 (section 14.2)', (field) => {
    expect(selected(field)).toBe('whole');
  }); // prettier-ignore

  test.each([
    'bytes=1000-',
    'bytes=1000-1001',
    'bytes=-0',
    'bytes=99999999999999999999999999-',
    'bytes=9007199254740993-9007199254740993',
  ])('cannot satisfy %s: 416', (field) => {
    expect(selected(field)).toBe('past-end');
  });

  test('of nothing, a suffix is the whole and all else is past the end', () => {
    expect(selected('bytes=-5', 0)).toBe('whole');
    expect(selected('bytes=0-', 0)).toBe('past-end');
    expect(selected('bytes=-0', 0)).toBe('past-end');
  });

  test('eight parts after coalescing, nine are excessive', () => {
    expect(selected(every(8, (index) => `${index * 2}-${index * 2}`)).split(' ')).toHaveLength(8);
    expect(selected(every(9, (index) => `${index * 2}-${index * 2}`))).toBe('excessive');
    expect(selected(every(50, (index) => `${index}-${index}`))).toBe('0-49');
  });

  test('51 members are excessive, whatever they come to', () => {
    expect(selected(every(51, (index) => `${index}-${index}`))).toBe('excessive');
    expect(selected(every(1000, () => '0-'))).toBe('excessive');
    expect(selected(every(51, () => '2000-'))).toBe('excessive');
  });

  test('three overlaps, four are excessive', () => {
    expect(selected(every(4, () => '0-9'))).toBe('0-9');
    expect(selected(every(5, () => '0-9'))).toBe('excessive');
    expect(selected(bytes('0-9', '5-19', '15-29', '25-39', '35-49'))).toBe('excessive');
  });

  test('eight steps back, nine are excessive', () => {
    const backwards = (count: number) => every(count, (index) => `${100 - index}-${100 - index}`);
    expect(selected(backwards(9))).toBe('92-100');
    expect(selected(backwards(10))).toBe('excessive');
  });

  test('is done with any run of 100,000 of the same', () => {
    for (const unit of [' ', ',', '1', '-', ' ,', '0-1,']) {
      expect(parseRange(`bytes=0-1${unit.repeat(100_000)}x`)).toBeUndefined();
    }
  });
});
