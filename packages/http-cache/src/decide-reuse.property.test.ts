import { describe, expect, test } from 'bun:test';
import * as fc from 'fast-check';
import { currentAgeMs } from './current-age.ts';
import { decideReuse } from './decide-reuse.ts';
import { formatHttpDate } from './http-date.ts';
import { get, NOON_MS, policy, stored } from './testing/messages.ts';

const seconds = fc.oneof(fc.nat(10), fc.nat(100_000), fc.constantFrom(2 ** 31 - 1, 2 ** 31, 2 ** 40));
const directive = fc.oneof(
  fc
    .tuple(fc.constantFrom('max-age', 's-maxage', 'stale-while-revalidate', 'stale-if-error'), seconds)
    .map((pair) => pair.join('=')),
  fc.constantFrom('no-cache', 'must-revalidate', 'public', 'max-age=x', 'immutable'),
);
const response = fc
  .record(
    {
      'Cache-Control': fc.array(directive, { maxLength: 4 }).map((list) => list.join(', ')),
      Age: seconds.map(String),
      Date: fc.integer({ min: -100_000, max: 100 }).map((offset) => formatHttpDate(NOON_MS + offset * 1000)),
      Expires: fc.integer({ min: -100, max: 100_000 }).map((offset) => formatHttpDate(NOON_MS + offset * 1000)),
    },
    { requiredKeys: [] },
  )
  .map((fields) => stored(fields));
const instant = fc.integer({ min: -1000, max: 300_000_000 }).map((offset) => NOON_MS + offset);

describe('decideReuse and the age', () => {
  test('the age never falls while time goes on, and never under what it was on receipt', () => {
    fc.assert(
      fc.property(response, instant, instant, (kept, one, other) => {
        const [early, late] = [Math.min(one, other), Math.max(one, other)];
        expect(currentAgeMs(kept, late)).toBeGreaterThanOrEqual(currentAgeMs(kept, early));
        expect(currentAgeMs(kept, early)).toBeGreaterThanOrEqual(NOON_MS - kept.bornAtMs);
      }),
      { numRuns: 2000 },
    );
  });

  test('what is stale never becomes fresh again, and worse only follows better', () => {
    const order = ['fresh', 'stale-while-revalidate', 'serve-stored', 'fail'];
    const seen = new Map<string, number>();
    fc.assert(
      fc.property(response, instant, instant, (kept, one, other) => {
        const ranks = [Math.min(one, other), Math.max(one, other)].map((nowMs) => {
          const decision = decideReuse({ request: get(), stored: kept, nowMs, policy: policy() });
          const name = decision.kind === 'revalidate' ? decision.onError : decision.kind;
          seen.set(name, (seen.get(name) ?? 0) + 1);
          return order.indexOf(name);
        });
        expect(ranks[0]).toBeGreaterThanOrEqual(0);
        expect(ranks[1]).toBeGreaterThanOrEqual(ranks[0] ?? Number.NaN);
      }),
      { numRuns: 5000 },
    );
    expect(order.filter((name) => (seen.get(name) ?? 0) < 50)).toEqual([]);
  });

  test('a request that asks nothing fares alike under both policies', () => {
    fc.assert(
      fc.property(response, instant, (kept, nowMs) => {
        const [honour, ignore] = (['honour', 'ignore'] as const).map((requestDirectives) =>
          decideReuse({ request: get(), stored: kept, nowMs, policy: policy({ requestDirectives }) }),
        );
        expect(honour).toEqual(ignore as NonNullable<typeof ignore>);
      }),
      { numRuns: 2000 },
    );
  });

  test('no request makes a response that forbids it be served stale', () => {
    let chances = 0;
    fc.assert(
      fc.property(response, instant, seconds, (kept, nowMs, most) => {
        fc.pre(kept.staleUse === 'forbidden' && nowMs >= kept.freshUntilMs);
        chances++;
        const request = get({ 'Cache-Control': `max-stale=${most}, stale-if-error=${most}` });
        expect(decideReuse({ request, stored: kept, nowMs, policy: policy() })).toEqual({
          kind: 'revalidate',
          forward: 'stale',
          onError: 'fail',
        });
      }),
      { numRuns: 1000 },
    );
    expect(chances).toBeGreaterThanOrEqual(1000);
  });
});
