import { describe, expect, test } from 'bun:test';
import { wantsColor } from './terminal.ts';

describe('wantsColor', () => {
  test.each([
    ['a terminal', {}, [], true, true],
    ['a pipe', {}, [], undefined, false],
    ['NO_COLOR', { NO_COLOR: '1' }, [], true, false],
    ['an empty NO_COLOR, which counts as unset', { NO_COLOR: '' }, [], true, true],
    ['--no-color, even with FORCE_COLOR', { FORCE_COLOR: '1' }, ['route', '--no-color'], true, false],
    ['FORCE_COLOR on a pipe', { FORCE_COLOR: '1' }, [], false, true],
    ['a dumb terminal', { TERM: 'dumb' }, [], true, false],
    ['CI without a terminal', { CI: 'true' }, [], undefined, false],
  ])('decides for %s', (_case, environment, args, isTerminal, expected) => {
    expect(wantsColor(environment, args, isTerminal)).toBe(expected);
  });
});
