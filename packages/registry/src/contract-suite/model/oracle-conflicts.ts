import type { StoredRecord } from '../../records.ts';
import { knownPrefix, meet } from './known-prefixes.ts';

type ClaimRecord = StoredRecord<'claim'>;

export interface OracleConflict {
  readonly claim: ClaimRecord;
  readonly with: ClaimRecord;
  readonly cause: 'other-customer' | 'own-node';
}

/** Every pair of a written claim and any claim that may not both be: all against all. */
export function conflictsAmong(written: readonly ClaimRecord[], all: readonly ClaimRecord[]): OracleConflict[] {
  return written.flatMap((claim) =>
    all.flatMap((other) => {
      const cause = causeOf(claim, other);
      return cause === undefined ? [] : [{ claim, with: other, cause }];
    }),
  );
}

function causeOf(x: ClaimRecord, y: ClaimRecord): OracleConflict['cause'] | undefined {
  if (x.id === y.id || x.value.state !== 'valid' || y.value.state !== 'valid') return undefined;
  if (!meet(knownPrefix(x.value.prefix), knownPrefix(y.value.prefix))) return undefined;
  if (x.value.customer !== y.value.customer) return 'other-customer';
  const unshared = !x.value.shared && !y.value.shared;
  return x.value.prefix === y.value.prefix && unshared ? 'own-node' : undefined;
}
