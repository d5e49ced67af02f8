import { describe, expect, test } from 'bun:test';
import { opinionByte } from '../opinion/opinion-byte.ts';
import { combine, KEEP, tallyOf, VOTE_DOWN, VOTE_UP, type Ballot } from './combine.ts';
import { HAS_IPV4, HAS_IPV6 } from './node-facts.ts';

const UP = opinionByte('up', 'unknown');
const DOWN = opinionByte('refused', 'unknown');
const NONE = opinionByte('unknown', 'unknown');
const STALE = undefined;

/** The vote on one node of IPv4, all monitors assigned. */
function vote(...opinions: (number | undefined)[]): number {
  return voteOn({
    facts: Uint8Array.of(HAS_IPV4),
    assigned: Uint32Array.of(2 ** opinions.length - 1),
    opinions: opinions.map((byte) => (byte === undefined ? undefined : Uint8Array.of(byte))),
  });
}

function voteOn(ballot: Ballot): number {
  const votes = new Uint8Array(1);
  combine(ballot, votes);
  return votes[0] ?? -1;
}

describe('combine says down', () => {
  test('when more than half of the monitors with a fresh opinion say so', () => {
    expect(vote(DOWN, DOWN, UP)).toBe(VOTE_DOWN);
    expect(vote(DOWN, UP, UP)).toBe(VOTE_UP);
    expect(vote(DOWN, UP)).toBe(KEEP);
  });

  test('only when these are at least half of those assigned', () => {
    expect(vote(DOWN, STALE, STALE)).toBe(KEEP);
    expect(vote(DOWN, NONE, NONE)).toBe(KEEP);
    expect(vote(DOWN, STALE)).toBe(VOTE_DOWN);
    expect(vote(DOWN, DOWN, STALE)).toBe(VOTE_DOWN);
    expect(vote(DOWN, DOWN, UP, STALE, STALE)).toBe(KEEP);
    expect(vote(DOWN, DOWN, DOWN, STALE, STALE)).toBe(VOTE_DOWN);
  });

  test('of a node with one address that is down', () => {
    const facts = Uint8Array.of(HAS_IPV4 | HAS_IPV6);
    const assigned = Uint32Array.of(1);
    const only6 = [Uint8Array.of(opinionByte('up', 'silence'))];
    expect(voteOn({ facts, assigned, opinions: only6 })).toBe(VOTE_DOWN);
    expect(voteOn({ facts: Uint8Array.of(HAS_IPV4), assigned, opinions: only6 })).toBe(VOTE_UP);
  });
});

describe('combine keeps what was', () => {
  test('when nobody has an opinion', () => {
    expect(vote(STALE, STALE, STALE)).toBe(KEEP);
    expect(vote(NONE, NONE, NONE)).toBe(KEEP);
    expect(vote()).toBe(KEEP);
  });

  test('of a node without an address', () => {
    expect(voteOn({ facts: Uint8Array.of(0), assigned: Uint32Array.of(1), opinions: [Uint8Array.of(DOWN)] })).toBe(
      KEEP,
    );
  });
});

test('combine says up when one monitor is left to say so', () => {
  expect(vote(UP, STALE, STALE)).toBe(VOTE_UP);
});

test('combine does not hear monitors that are not assigned', () => {
  const opinions = [DOWN, DOWN, UP].map((byte) => Uint8Array.of(byte));
  expect(voteOn({ facts: Uint8Array.of(HAS_IPV4), assigned: Uint32Array.of(0b100), opinions })).toBe(VOTE_UP);
});

test('combine needs no opinion of an address family in which monitors cannot see', () => {
  const facts = Uint8Array.of(HAS_IPV4 | HAS_IPV6);
  expect(voteOn({ facts, assigned: Uint32Array.of(1), opinions: [Uint8Array.of(UP)] })).toBe(VOTE_UP);
});

test('tallyOf counts what combine weighs', () => {
  const opinions = [DOWN, opinionByte('silence', 'unknown'), UP, NONE].map((byte) => Uint8Array.of(byte));
  const ballot = { facts: Uint8Array.of(HAS_IPV4), assigned: Uint32Array.of(0b1111), opinions };
  expect(tallyOf(ballot, 0, 4)).toEqual({ down: 2, up: 1, assigned: 4, causes: [2, 6] });
});
