import { describe, expect, test } from 'bun:test';
import { appendVia, hasPassed } from './via.ts';

describe('Via (RFC 9110 section 7.6.3)', () => {
  test('grows at its end', () => {
    expect(appendVia(undefined, 1, 'node-1')).toBe('1.1 node-1');
    expect(appendVia('1.0 fred', 0, 'node-1')).toBe('1.0 fred, 1.0 node-1');
  });

  test.each([
    ['1.1 node-1', true],
    ['1.1 NODE-1', true],
    ['1.0 fred, HTTP/1.1 node-1 (Nearhop)', true],
    ['1.0 fred (a, b (c) \\) d), 1.1\tnode-1', true],
    ['1.1 node-10', false],
    ['1.1 node', false],
    ['1.1 fred (1.1 node-1)', false],
    ['1.1 fred (x, 1.1 node-1, y)', false],
    ['1.1 fred (\\), 1.1 node-1', false],
    ['node-1', false],
    ['', false],
    [undefined, false],
  ])('%j has passed node-1: %j', (via, passed) => {
    expect(hasPassed(via, 'node-1')).toBe(passed);
  });

  test('finds what it appended, whatever stood before', () => {
    expect(hasPassed(appendVia('1.1 a, 1.1 b (c)', 1, 'node-1'), 'node-1')).toBe(true);
  });
});
