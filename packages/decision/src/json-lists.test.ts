import { expect, test } from 'bun:test';
import { jsonLists } from './json-lists.ts';

test('jsonLists gives what JSON.stringify gives', () => {
  const rows = (count: number) => Array.from({ length: count }, (_, index) => [index, { name: `Zürich "${index}"` }]);
  for (const count of [0, 1, 249, 250, 251, 1_000]) {
    const lists = { none: [], first: rows(count), 'second "one"': [null, 'a,b'], last: rows(count) };
    expect(textOf(jsonLists(lists))).toBe(JSON.stringify(lists));
  }
  expect(textOf(jsonLists({}))).toBe('{}');
});

test('jsonLists reads rows only as its chunks are asked for', () => {
  let read = 0;
  const rows = function* () {
    while (read < 10_000) yield read++;
  };
  const chunks = jsonLists({ rows: rows() });
  chunks.next();
  expect(read).toBe(0);
  chunks.next();
  expect(read).toBeLessThan(1_000);
  chunks.next();
  expect(read).toBeLessThan(2_000);
});

function textOf(chunks: Iterable<Uint8Array>): string {
  return Buffer.concat([...chunks]).toString();
}
