import { expect, test } from 'bun:test';
import { TopScores } from './top-scores.ts';

function kept(offers: readonly (readonly [node: number, score: number])[]): number[] {
  const top = new TopScores();
  for (const [node, score] of offers) top.offer(node, score);
  return Array.from({ length: top.count }, (_, index) => top.at(index));
}

test('TopScores keeps the four best, best first', () => {
  expect(kept([[1, 5], [2, 9], [3, 1], [4, 7], [5, 6], [6, 8]])).toEqual([2, 6, 4, 5]); // prettier-ignore
});

test('TopScores puts the lower number first among equal scores', () => {
  expect(kept([[1, 5], [2, 5], [3, 5], [4, 5], [5, 5]])).toEqual([1, 2, 3, 4]); // prettier-ignore
});
