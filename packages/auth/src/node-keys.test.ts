import { describe, expect, test } from 'bun:test';
import { createPublicKey, verify } from 'node:crypto';
import { isSignedBy, isSmallOrder, NodeKeyPair } from './node-keys.ts';

const statement = new TextEncoder().encode('a statement\n');

describe('NodeKeyPair', () => {
  test('signs what others can check with its public key of 43 characters', () => {
    const pair = NodeKeyPair.generate();
    expect(pair.publicKey).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(pair.sign(statement)).toMatch(/^[A-Za-z0-9_-]{86}$/);
    expect(isSignedBy(pair.publicKey, statement, pair.sign(statement))).toBe(true);
  });

  test('is the same after it was written to PEM and read again', () => {
    const pair = NodeKeyPair.generate();
    expect(NodeKeyPair.fromPem(pair.toPem()).publicKey).toBe(pair.publicKey);
  });

  test('agrees with RFC 8032 section 7.1, test 1', () => {
    const seed = '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60';
    const der = Buffer.from(`302e020100300506032b657004220420${seed}`, 'hex').toString('base64');
    const pair = NodeKeyPair.fromPem(`-----BEGIN PRIVATE KEY-----\n${der}\n-----END PRIVATE KEY-----\n`);
    expect(Buffer.from(pair.publicKey, 'base64url').toString('hex')).toBe(
      'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
    );
    expect(Buffer.from(pair.sign(new Uint8Array(0)), 'base64url').toString('hex')).toBe(
      'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b',
    );
  });

  test('refuses what is no Ed25519 private key, and quotes nothing of it', () => {
    const hint = 'Cannot read key pair: it must be an Ed25519 private key in PEM (PKCS #8)';
    for (const pem of ['', 'nhk_secret', '-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----\n'])
      expect(() => NodeKeyPair.fromPem(pem)).toThrow(hint);
  });
});

describe('isSignedBy', () => {
  const pair = NodeKeyPair.generate();
  const signature = pair.sign(statement);

  test('refuses another key, another statement and every changed signature', () => {
    expect(isSignedBy(NodeKeyPair.generate().publicKey, statement, signature)).toBe(false);
    expect(isSignedBy(pair.publicKey, new TextEncoder().encode('a statement'), signature)).toBe(false);
    const bytes = Buffer.from(signature, 'base64url');
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const changed = Buffer.from(bytes);
      changed.writeUInt8(changed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      expect(isSignedBy(pair.publicKey, statement, changed.toString('base64url'))).toBe(false);
    }
  });

  test('refuses other spellings of a good key or signature', () => {
    for (const odd of [`${signature}=`, ` ${signature}`, signature.slice(0, -1), `${signature}A`, ''])
      expect([odd, isSignedBy(pair.publicKey, statement, odd)]).toEqual([odd, false]);
    for (const odd of [`${pair.publicKey}=`, pair.publicKey.slice(1), ''])
      expect([odd, isSignedBy(odd, statement, signature)]).toEqual([odd, false]);
  });

  test('refuses public keys of small order, whose signatures hold for any statement', () => {
    const identity = Buffer.from('0100000000000000000000000000000000000000000000000000000000000000', 'hex');
    const forged = Buffer.concat([identity, Buffer.alloc(32)]);
    const spki = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), identity]);
    const accepts = verify(null, statement, createPublicKey({ key: spki, format: 'der', type: 'spki' }), forged);
    expect(accepts).toBe(true); // the library alone is fooled
    expect(isSignedBy(identity.toString('base64url'), statement, forged.toString('base64url'))).toBe(false);
    for (const sign of [0, 0x80]) {
      const key = Buffer.from('c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a', 'hex');
      key.writeUInt8(key.readUInt8(31) | sign, 31);
      expect(isSmallOrder(key)).toBe(true);
    }
  });
});
