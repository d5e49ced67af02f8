import { describe, expect, test } from 'bun:test';
import * as fc from 'fast-check';
import { cacheKey, keyText, type KeyParts } from './cache-key.ts';

const hex = (parts: KeyParts) => Buffer.from(cacheKey(parts)).toString('hex');
const text = fc.stringMatching(/^[/ab1:-]{0,4}$/);
const parts: fc.Arbitrary<KeyParts> = fc.record({
  origin: text,
  target: text,
  varyValues: fc.array(fc.tuple(text, fc.option(text, { nil: null })), { maxLength: 2 }),
});
const asText = ({ origin, target, varyValues }: KeyParts) => JSON.stringify([origin, target, varyValues]);

describe('cacheKey', () => {
  test('is 32 bytes, the same for the same', () => {
    const one = { origin: 'a:80', target: '/', varyValues: [['x', null]] as const };
    expect(cacheKey(one)).toHaveLength(32);
    expect(hex(one)).toBe(hex({ ...one, varyValues: [['x', null]] }));
  });

  test.each<[KeyParts, KeyParts]>([
    [{ origin: 'a', target: 'b/', varyValues: [] }, { origin: 'ab', target: '/', varyValues: [] }],
    [{ origin: 'a', target: '/', varyValues: [['x', null]] }, { origin: 'a', target: '/', varyValues: [['x', '']] }],
    [{ origin: 'a', target: '/', varyValues: [['x', '1'], ['y', null]] }, { origin: 'a', target: '/', varyValues: [['x', null], ['y', '1']] }],
    [{ origin: 'a', target: '/', varyValues: [] }, { origin: 'a', target: '/', varyValues: [['', null]] }],
    [{ origin: 'a', target: '/A', varyValues: [] }, { origin: 'a', target: '/a', varyValues: [] }],
    [{ origin: 'a', target: '/%41', varyValues: [] }, { origin: 'a', target: '/A', varyValues: [] }],
  ])('tells %j from %j', (one, other) => {
    expect(hex(one)).not.toBe(hex(other));
  }); // prettier-ignore

  // From few letters, so that parts of unlike cut with like concatenation are common.
  test('no two of 110,000 lists of parts, drawn close together, share a text', () => {
    const owners = new Map<string, string>();
    let again = 0;
    fc.assert(
      fc.property(parts, (one) => {
        const key = keyText(one);
        const owner = owners.get(key);
        if (owner !== undefined) again++;
        owners.set(key, asText(one));
        if (owner !== undefined && owner !== asText(one)) throw new Error(`${owner} and ${asText(one)} share a key`);
      }),
      { numRuns: 110_000 },
    );
    expect(owners.size + again).toBe(110_000);
    expect(new Set(owners.values()).size).toBe(owners.size);
    const joined = new Set([...owners.values()].map((owner) => owner.replaceAll(/[^/ab1:-]/g, '')));
    expect(owners.size - joined.size).toBeGreaterThan(10_000); // as many would collide if parts were only strung together
  }, 30_000);
});
