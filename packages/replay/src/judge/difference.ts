import type { CacheChoice, RouteAnswer } from '@nearhop/contracts';
import type { ExpectedAnswer } from '../oracle/expected-answer.ts';

/** The first member in which an answer is not what it must be. */
export type DifferingMember = 'client' | 'decision' | 'reason' | 'caches';

export function differenceOf(
  answer: RouteAnswer,
  clientText: string,
  expected: ExpectedAnswer,
): DifferingMember | undefined {
  if (answer.client !== clientText) return 'client';
  if (answer.decision !== expected.decision) return 'decision';
  if (answer.reason !== expected.reason) return 'reason';
  return sameCaches(answer.caches, expected.caches) ? undefined : 'caches';
}

function sameCaches(said: readonly CacheChoice[], expected: readonly CacheChoice[]): boolean {
  if (said.length !== expected.length) return false;
  return said.every((cache, index) => {
    const other = expected[index];
    return (
      cache.node === other?.node &&
      cache.address === other.address &&
      cache.port === other.port &&
      cache.backup === other.backup
    );
  });
}
