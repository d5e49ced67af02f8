import { expect, test } from 'bun:test';
import * as fc from 'fast-check';
import { canonicalJson } from './canonical-json.ts';

test('canonicalJson orders keys at every depth and leaves out what is undefined', () => {
  const value = { b: [{ z: 1, a: null }, 'ä"\n'], a: { d: true, c: undefined }, '': 0.5 };
  expect(canonicalJson(value)).toBe('{"":0.5,"a":{"d":true},"b":[{"a":null,"z":1},"ä\\"\\n"]}');
});

test('canonicalJson is read back as the same value, and a value read back has the same text', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = canonicalJson(value);
      expect(canonicalJson(JSON.parse(text))).toBe(text);
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});

test('canonicalJson does not depend on the order in which members were put in', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.tuple(fc.string(), fc.jsonValue()), { selector: ([key]) => key }), (members) => {
      expect(canonicalJson(Object.fromEntries(members.toReversed()))).toBe(canonicalJson(Object.fromEntries(members)));
    }),
  );
});
