import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify, type KeyObject } from 'node:crypto';
import { bytesOf } from './base64url.ts';

const PUBLIC_KEY_BYTES = 32;
const SIGNATURE_BYTES = 64;

/** The start of every Ed25519 SubjectPublicKeyInfo in DER (RFC 8410 section 4): the 32 bytes of the key follow. */
const SPKI_HEAD = Buffer.from('302a300506032b6570032100', 'hex');

/** A node's own key pair. The private key never leaves this object but as PEM for its file. */
export class NodeKeyPair {
  /** The 32 bytes in base64url, 43 characters. */
  readonly publicKey: string;
  readonly #privateKey: KeyObject;

  private constructor(privateKey: KeyObject) {
    this.#privateKey = privateKey;
    const spki = createPublicKey(privateKey).export({ type: 'spki', format: 'der' });
    this.publicKey = spki.subarray(SPKI_HEAD.length).toString('base64url');
  }

  static generate(): NodeKeyPair {
    return new NodeKeyPair(generateKeyPairSync('ed25519').privateKey);
  }

  /** Throws TypeError for what is no Ed25519 private key. */
  static fromPem(pem: string): NodeKeyPair {
    const key = readPem(pem);
    if (key?.asymmetricKeyType !== 'ed25519') {
      throw new TypeError('Cannot read key pair: it must be an Ed25519 private key in PEM (PKCS #8)');
    }
    return new NodeKeyPair(key);
  }

  toPem(): string {
    return this.#privateKey.export({ type: 'pkcs8', format: 'pem' });
  }

  /** An Ed25519 signature in base64url, 86 characters. */
  sign(statement: Uint8Array): string {
    return sign(null, statement, this.#privateKey).toString('base64url');
  }
}

/** Whether the holder of the key signed the statement. False for keys and signatures that are not well-formed. */
export function isSignedBy(publicKey: string, statement: Uint8Array, signature: string): boolean {
  const key = bytesOf(publicKey, PUBLIC_KEY_BYTES);
  const bytes = bytesOf(signature, SIGNATURE_BYTES);
  if (key === undefined || bytes === undefined || isSmallOrder(key)) return false;
  const spki = createPublicKey({ key: Buffer.concat([SPKI_HEAD, key]), format: 'der', type: 'spki' });
  return verify(null, statement, spki, bytes);
}

/** A public key of small order has signatures that hold for any statement, so it proves nothing about who holds it. */
export function isSmallOrder(key: Uint8Array): boolean {
  const hex = Buffer.from(key).toString('hex');
  // The last bit is the sign of x: either is as bad.
  const [start, last] = [hex.slice(0, -2), Number.parseInt(hex.slice(-2), 16) & 0x7f];
  return SMALL_ORDER.has(`${start}${last.toString(16).padStart(2, '0')}`);
}

/** The y of the points of order 1, 2, 4 and 8, with the spellings above the prime, sign cleared (libsodium's list). */
const SMALL_ORDER = new Set([
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0100000000000000000000000000000000000000000000000000000000000000',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
]);

function readPem(pem: string): KeyObject | undefined {
  try {
    return createPrivateKey(pem);
  } catch {
    return undefined; // its message could quote the key
  }
}
