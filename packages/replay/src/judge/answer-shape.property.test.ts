import { expect, test } from 'bun:test';
import { REASONS, routeAnswerSchema } from '@nearhop/contracts';
import * as fc from 'fast-check';
import { readAnswer } from './answer-shape.ts';

const odd = fc.constantFrom<unknown>(
  null,
  '',
  'node',
  -1,
  0,
  1.5,
  2 ** 53,
  65_536,
  true,
  [],
  {},
  'a b',
  'x'.repeat(91),
);
const cache = fc.record({
  node: fc.constantFrom('Seattle-1', 'a_b'),
  address: fc.constantFrom('203.0.113.1', '2001:db8::1'),
  port: fc.integer({ min: 1, max: 65_535 }),
  backup: fc.boolean(),
});
const answer = fc.record({
  client: fc.constantFrom('10.0.0.1', null),
  decision: fc.constantFrom('node', 'cdn'),
  reason: fc.constantFrom(...REASONS),
  caches: fc.array(cache, { maxLength: 5 }),
  ttlSeconds: fc.integer({ min: 1 }),
  revision: fc.nat(),
  health: fc.nat(),
});

/** One member replaced, added or left out: of the answer, or of its first cache. */
const spoilt = fc
  .tuple(answer, fc.constantFrom('answer', 'cache'), fc.constantFrom('set', 'drop', 'none'), fc.nat(), odd)
  .map(([whole, where, how, at, value]) => {
    const copy = structuredClone(whole) as Record<string, unknown> & { caches: Record<string, unknown>[] };
    const target = where === 'cache' ? copy.caches[0] : copy;
    if (target === undefined || how === 'none') return copy;
    const names = [...Object.keys(target), 'extra'];
    const name = names[at % names.length]!; // below length
    if (how === 'drop') delete target[name];
    else target[name] = value;
    return copy;
  });

test('readAnswer takes exactly what the schema of the contract takes', () => {
  let refused = 0;
  fc.assert(
    fc.property(fc.oneof(spoilt, odd), (value) => {
      const taken = routeAnswerSchema.safeParse(value).success;
      if (!taken) refused++;
      const read = readAnswer(JSON.stringify(value));
      expect('answer' in read).toBe(taken);
      if ('answer' in read) expect(value).toEqual(read.answer);
    }),
    { numRuns: 5_000 },
  );
  expect(refused).toBeGreaterThan(1_000);
});

test('readAnswer refuses what is no JSON', () => {
  expect(readAnswer('<html>')).toEqual({ fault: 'it is no JSON' });
});
