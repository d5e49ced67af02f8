import { describe, expect, test } from 'bun:test';
import type { RegistryPosition } from '../revision.ts';
import { judgeContents, judgePosition, judgeUnlinkedSize, type Judgement, type Seen } from './guard.ts';

const OURS: RegistryPosition = {
  lineage: 'ours',
  revision: 100,
  chain: 'c100',
  counts: { customer: 2, origin: 1, node: 10, claim: 1_000 },
  digest: '00000000000000aa',
};
const SEEN: Seen = { highestRevision: 100, position: OURS };

function codeOf(judgement: Judgement): string {
  return judgement.kind === 'accept' ? 'accept' : judgement.code;
}

function withClaims(claim: number): RegistryPosition {
  return { ...OURS, revision: 200, chain: 'c200', counts: { ...OURS.counts, claim } };
}

describe('judgePosition', () => {
  const cases: [string, Partial<RegistryPosition>, string][] = [
    ['the same position', {}, 'accept'],
    ['a later one of our lineage', { revision: 101, chain: 'c101' }, 'accept'],
    ['one that jumped ahead', { revision: 1_000_100, chain: 'r' }, 'accept'],
    ['a lower revision', { revision: 99, chain: 'c99' }, 'reload-refused-lower'],
    ['our revision with another chain', { chain: 'other' }, 'reload-refused-fork'],
    ['our revision and chain with other counts', { counts: { ...OURS.counts, node: 9 } }, 'reload-refused-incomplete'],
    ['our revision and chain with another digest', { digest: '00000000000000ab' }, 'reload-refused-incomplete'],
    ['another lineage, whatever its revision', { lineage: 'theirs', revision: 5_000 }, 'reload-refused-foreign'],
  ];
  test.each(cases)('%s', (_, change, expected) => {
    expect(codeOf(judgePosition(SEEN, { ...OURS, ...change }))).toBe(expected);
  });

  test('accepts anything when nothing was seen', () => {
    expect(judgePosition({ highestRevision: 0, position: undefined }, OURS)).toEqual({ kind: 'accept' });
  });

  test('refuses what is lower than a revision of which no more is known', () => {
    expect(codeOf(judgePosition({ highestRevision: 101, position: undefined }, OURS))).toBe('reload-refused-lower');
  });

  test('tells the numbers', () => {
    const judgement = judgePosition(SEEN, { ...OURS, revision: 99 });
    expect(judgement).toMatchObject({ text: expect.stringContaining('its revision is 99, but 100 was seen') });
  });
});

describe('judgeUnlinkedSize', () => {
  test.each([
    [1_001, 'accept'],
    [801, 'accept'],
    [800, 'reload-refused-smaller'],
    [0, 'reload-refused-smaller'],
  ])('%d claims after 1000', (claims, expected) => {
    expect(codeOf(judgeUnlinkedSize(SEEN, withClaims(claims)))).toBe(expected);
  });

  test('refuses an empty registry after one without claims', () => {
    const before = { ...OURS, counts: { ...OURS.counts, claim: 0 } };
    const empty = { ...withClaims(0), counts: { customer: 0, origin: 0, node: 0, claim: 0 } };
    expect(codeOf(judgeUnlinkedSize({ ...SEEN, position: before }, empty))).toBe('reload-refused-smaller');
    expect(codeOf(judgeUnlinkedSize({ ...SEEN, position: empty }, empty))).toBe('accept');
  });
});

describe('judgeContents', () => {
  test('accepts counts and digest as told', () => {
    expect(judgeContents(OURS, OURS, 'read').kind).toBe('accept');
  });

  test('refuses a missing record, and tells how many there should be', () => {
    const counts = { ...OURS.counts, claim: 999 };
    const judgement = judgeContents(OURS, { counts, digest: OURS.digest }, 'read');
    expect(judgement).toMatchObject({
      code: 'reload-refused-incomplete',
      text: expect.stringContaining('1000 claim records, 999 read'),
    });
  });

  test('refuses the right number of wrong records', () => {
    expect(codeOf(judgeContents(OURS, { counts: OURS.counts, digest: 'bb' }, 'read'))).toBe(
      'reload-refused-incomplete',
    );
  });
});
