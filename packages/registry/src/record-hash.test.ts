import { describe, expect, test } from 'bun:test';
import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { CLAIM_STATES } from '@nearhop/contracts';
import { canonicalJson } from './canonical-json.ts';
import { AT, claimWrite, customerWrite } from './contract-suite/example-records.ts';
import { chainOf, EMPTY_DIGEST, firstChain, recordHash, writesText, xorDigest } from './record-hash.ts';
import { recordBody } from './record-text.ts';
import type { StoredRecord } from './records.ts';

const record = { ...claimWrite(1, 'acme', '10.0.0.0/8'), revision: 7 } as StoredRecord;

describe('recordHash', () => {
  test('is XXH64 of kind, id, revision and canonical value: a stored digest outlives this version', () => {
    expect(Bun.hash.xxHash64('')).toBe(0xef46_db37_51d8_e999n); // from the specification of XXH64
    expect(recordHash(record)).toBe(2_614_956_540_851_487_219n);
  });

  test('changes with each part of the record', () => {
    const others: StoredRecord[] = [
      { ...record, revision: 8 },
      { ...claimWrite(1, 'acme', '10.0.0.0/9'), revision: 7 } as StoredRecord,
      { ...claimWrite(1, 'other', '10.0.0.0/8'), revision: 7 } as StoredRecord,
    ];
    expect(new Set([record, ...others].map((each) => recordHash(each))).size).toBe(4);
  });
});

test('recordBody of a claim is its canonical JSON', () => {
  const claim = fc.record(
    { state: fc.constantFrom(...CLAIM_STATES), shared: fc.boolean(), text: fc.string({ unit: 'binary' }) },
    { requiredKeys: ['state', 'shared'] },
  );
  fc.assert(
    fc.property(claim, fc.string(), (over, customer) => {
      const { kind, value } = claimWrite(1, customer, '10.0.0.0/8', over);
      if (value !== null) expect(recordBody({ kind, value })).toBe(canonicalJson(value));
    }),
  );
});

describe('xorDigest', () => {
  test('takes out what it put in, in any order', () => {
    const hashes = [1n, 0xffff_ffff_ffff_ffffn, recordHash(record)];
    const digest = xorDigest(EMPTY_DIGEST, hashes);
    expect(digest).toMatch(/^[0-9a-f]{16}$/);
    expect(xorDigest(digest, hashes.toReversed())).toBe(EMPTY_DIGEST);
  });
});

describe('chainOf', () => {
  test('is SHA-256 over the previous chain and the canonical text of the revision', () => {
    const writes = [customerWrite('a'), { kind: 'origin', id: 'o.example', value: null }] as const;
    const counts = { customer: 1, origin: 0, node: 0, claim: 0 };
    const revision = { by: 'me', why: null, at: AT, writes, position: { revision: 1, counts, digest: EMPTY_DIGEST } };
    const text = canonicalJson({ at: AT, by: 'me', counts, digest: EMPTY_DIGEST, revision: 1, why: null, writes });
    const expected = createHash('sha256')
      .update(`${firstChain('x')}\n${text}`)
      .digest('hex');
    expect(chainOf(firstChain('x'), revision)).toBe(expected);
    expect(writesText(writes)).toBe(canonicalJson(writes));
  });
});
