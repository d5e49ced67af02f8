import { expect, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import { variablesTable } from './variables-table.ts';

test('the README lists every variable as VARIABLES has it', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const cells = (table: string) =>
    table.split('\n').map((line) => line.split('|').map((cell) => cell.trim().replace(/^-+$/, '---')));
  const [, listed = ''] = readme.split(/<!-- variables -->\n+/);
  expect(cells(listed.trim())).toEqual(cells(variablesTable()));
});
