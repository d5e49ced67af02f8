import { expect, test } from 'bun:test';
import type { Revision } from '../revision.ts';
import { brokenLink } from './revision-link.ts';
import { TestHistory } from './testing/history.ts';
import { customerWrite, gone } from './testing/record-writes.ts';

function madeAfterOne(): { readonly history: TestHistory; readonly before: Revision; readonly next: Revision } {
  const history = new TestHistory();
  const before = history.commit([customerWrite('a')]);
  return { history, before, next: history.commit([customerWrite('b'), gone(customerWrite('a'))]) };
}

test('brokenLink finds nothing wrong with each next revision, jumps included', () => {
  const { history, before, next } = madeAfterOne();
  expect(brokenLink(before.position, next)).toBeUndefined();
  expect(brokenLink(next.position, history.commit([], 1_000_002))).toBeUndefined();
});

test('brokenLink refuses a revision that was made on top of another', () => {
  const { before, next } = madeAfterOne();
  expect(brokenLink(next.position, next)).toContain('it follows 1');
  expect(brokenLink({ ...before.position, chain: 'other' }, next)).toContain('it follows 1');
});

test('brokenLink refuses a revision whose content was changed in any field', () => {
  const { before, next } = madeAfterOne();
  const changed: Revision[] = [
    { ...next, by: 'somebody' },
    { ...next, why: 'a reason' },
    { ...next, at: '2026-11-22T12:00:00.001Z' },
    { ...next, writes: next.writes.slice(1) },
    { ...next, position: { ...next.position, revision: 7 } },
    { ...next, position: { ...next.position, digest: '0000000000000001' } },
    { ...next, position: { ...next.position, counts: { ...next.position.counts, claim: 1 } } },
  ];
  for (const revision of changed)
    expect(brokenLink(before.position, revision)).toContain('its chain is not that of its content');
  const foreign = { ...next, position: { ...next.position, lineage: 'theirs' } };
  expect(brokenLink(before.position, foreign)).toContain('its lineage is theirs, not ours');
});

test('brokenLink refuses counts that the writes cannot have made', () => {
  const { before } = madeAfterOne();
  const liar = new TestHistory();
  liar.commit([customerWrite('a')]);
  liar.position = { ...liar.position, counts: { ...liar.position.counts, claim: 3 } };
  expect(brokenLink(before.position, liar.commit([customerWrite('b')]))).toContain(
    'it counts 3 claim records after 0, with 0 written',
  );
});
