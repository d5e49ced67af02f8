import { describe, expect, test } from 'bun:test';
import * as fc from 'fast-check';
import { activationStatement, proofStatement } from './statements.ts';

const visible = fc.string({ unit: fc.constantFrom(...'abcxyz0189.:_- '.split('')), minLength: 1, maxLength: 20 });
const proof = fc.record({
  nonce: visible,
  node: visible,
  server: fc.record({ address: visible, port: fc.integer({ min: 1, max: 65_535 }) }),
});

describe('proofStatement', () => {
  test('is another for every other value', () => {
    fc.assert(
      fc.property(proof, proof, (one, other) => {
        const isSame = JSON.stringify(one) === JSON.stringify(other);
        expect(Buffer.compare(proofStatement(one), proofStatement(other)) === 0).toBe(isSame);
      }),
    );
  });

  test('is never an activation', () => {
    fc.assert(
      fc.property(proof, visible, (one, registrationKey) => {
        const other = activationStatement({ node: one.node, registrationKey, publicKey: one.server.address });
        expect(Buffer.compare(proofStatement(one), other)).not.toBe(0);
      }),
    );
  });

  test('refuses values that could hold a line of their own', () => {
    const server = { address: '192.0.2.1', port: 80 };
    for (const nonce of ['', 'a\nb', 'a\r', '\u0000', 'é'])
      expect(() => proofStatement({ nonce, node: 'n_1', server })).toThrow(RangeError);
  });
});

describe('activationStatement', () => {
  test('does not hold the registration key', () => {
    const bytes = activationStatement({ node: 'n_1', registrationKey: 'nhk_canary', publicKey: 'p' });
    expect(new TextDecoder().decode(bytes)).not.toContain('canary');
  });
});
