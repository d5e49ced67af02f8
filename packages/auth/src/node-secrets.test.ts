import { nodeCredentialSchema, registrationKeySchema } from '@nearhop/contracts';
import { describe, expect, test } from 'bun:test';
import { bearerToken, newNodeCredential, newRegistrationKey, nodeOfCredential } from './node-secrets.ts';
import { hashSecret, matchesHash } from './secret-text.ts';

describe('newRegistrationKey', () => {
  test('makes keys of the contract, each another', () => {
    const keys = new Set(Array.from({ length: 100 }, newRegistrationKey));
    expect(keys.size).toBe(100);
    for (const key of keys) expect(registrationKeySchema.safeParse(key).success).toBe(true);
  });
});

describe('newNodeCredential', () => {
  test('makes credentials of the contract that name their node', () => {
    const credential = newNodeCredential('n_abcdefghijklmnop');
    expect(nodeCredentialSchema.safeParse(credential).success).toBe(true);
    expect(nodeOfCredential(credential)).toBe('n_abcdefghijklmnop');
  });

  test('nodeOfCredential knows no node of anything else', () => {
    for (const text of ['', 'nhc_', newRegistrationKey(), 'nhc_ABCDEFGHIJKLMNOP_x', newNodeCredential('n_x')])
      expect(nodeOfCredential(text)).toBeUndefined();
  });
});

describe('matchesHash', () => {
  test('is true for the key that was hashed, and for no other', () => {
    const key = newRegistrationKey();
    expect(matchesHash(key, hashSecret(key))).toBe(true);
    expect(matchesHash(newRegistrationKey(), hashSecret(key))).toBe(false);
    expect(matchesHash(`${key} `, hashSecret(key))).toBe(false);
  });

  test('is false for a stored text that is no hash', () => {
    const key = newRegistrationKey();
    for (const stored of ['', 'x', key, `${hashSecret(key)}=`]) expect(matchesHash(key, stored)).toBe(false);
  });
});

describe('bearerToken', () => {
  test('reads the token of a Bearer header, its scheme in any case', () => {
    expect(bearerToken('Bearer nhc_a-b_c')).toBe('nhc_a-b_c');
    expect(bearerToken('bearer abc')).toBe('abc');
  });

  test('reads nothing from anything else', () => {
    for (const header of [
      undefined,
      '',
      'Bearer',
      'Bearer ',
      'Bearer  a',
      'Basic abc',
      'Bearer a b',
      `Bearer ${'a'.repeat(201)}`,
    ])
      expect(bearerToken(header)).toBeUndefined();
  });
});
