import { expect, test } from 'bun:test';
import { Address } from '@nearhop/ip';
import { rendezvousScore, weightOf } from './rendezvous.ts';

const CLIENTS = 40_000;

/** Neighbouring IPv4 addresses and IPv6 /64s: the least that clients can differ. */
const clients = Array.from({ length: CLIENTS }, (_, index) =>
  index % 2 === 0 ? Address.v4(0x51020000 + index) : Address.v6(0x2a001450, index, 0, 0),
);

function winner(client: Address, weights: ReadonlyMap<number, number>): number {
  let best = -1;
  let bestScore = -1;
  for (const [node, weight] of weights) {
    const score = rendezvousScore(client, node, weight);
    if (score > bestScore) [best, bestScore] = [node, score];
  }
  return best;
}

function wins(weights: ReadonlyMap<number, number>): Map<number, number> {
  const counts = new Map<number, number>();
  for (const client of clients) {
    const node = winner(client, weights);
    counts.set(node, (counts.get(node) ?? 0) + 1);
  }
  return counts;
}

/** The clients are always the same, so the figure is too. */
function chiSquare(counts: ReadonlyMap<number, number>, weights: ReadonlyMap<number, number>): number {
  const total = [...weights.values()].reduce((sum, weight) => sum + weight, 0);
  let sum = 0;
  for (const [node, weight] of weights) {
    const expected = (CLIENTS * weight) / total;
    sum += ((counts.get(node) ?? 0) - expected) ** 2 / expected;
  }
  return sum;
}

/** Chi-square with 3 degrees of freedom stays below this in 999 of 1,000 samples of truly random choices. */
const LIMIT_3_DEGREES = 16.27;

test('rendezvousScore shares clients out evenly among equal weights, and in proportion among unequal ones', () => {
  for (const weights of [
    new Map([
      [0, 1],
      [1, 1],
      [2, 1],
      [3, 1],
    ]),
    new Map([
      [7, 10_000],
      [8, 40_000],
      [900_000, 2_500],
      [12, 1_000],
    ]),
  ]) {
    expect(chiSquare(wins(weights), weights)).toBeLessThan(LIMIT_3_DEGREES);
  }
});

test('rendezvousScore orders two nodes independently of a third', () => {
  const third = new Map([
    [1, 1],
    [2, 1],
  ]);
  const ofNode0 = clients.filter(
    (client) =>
      winner(
        client,
        new Map([
          [0, 1],
          [1, 1],
          [2, 1],
        ]),
      ) === 0,
  );
  const then1 = ofNode0.filter((client) => winner(client, third) === 1).length;
  // Half of them, give or take four standard deviations.
  expect(Math.abs(then1 - ofNode0.length / 2)).toBeLessThan(4 * Math.sqrt(ofNode0.length / 4));
});

test('losing one of n nodes moves its own clients, about 1/n of all, and nobody else', () => {
  const four = new Map([
    [0, 1],
    [1, 1],
    [2, 1],
    [3, 1],
  ]);
  const three = new Map([...four].filter(([node]) => node !== 2));
  const moved = clients.filter((client) => winner(client, four) !== winner(client, three));
  expect(moved.every((client) => winner(client, four) === 2)).toBe(true);
  expect(moved.length / CLIENTS).toBeCloseTo(1 / 4, 1);
});

test('a node that gains weight takes clients and gives none away', () => {
  const before = new Map([
    [0, 10],
    [1, 10],
    [2, 10],
  ]);
  const after = new Map([
    [0, 10],
    [1, 15],
    [2, 10],
  ]);
  const moved = clients.filter((client) => winner(client, before) !== winner(client, after));
  expect(moved.length).toBeGreaterThan(CLIENTS / 20);
  expect(moved.every((client) => winner(client, after) === 1)).toBe(true);
});

test('rendezvousScore sees an IPv6 client as its /64', () => {
  const score = (text: string) => rendezvousScore(Address.parse(text), 5, 1);
  expect(score('2a00:1450:1:2::1')).toBe(score('2a00:1450:1:2:ffff:1:2:3'));
  expect(score('2a00:1450:1:2::1')).not.toBe(score('2a00:1450:1:3::1'));
});

test('weightOf is the egress, 10,000 Mbit/s unless set, times the admitted share', () => {
  expect(weightOf({}, 100)).toBe(1_000_000);
  expect(weightOf({ maxEgressMbps: 2_500 }, 40)).toBe(100_000);
});
