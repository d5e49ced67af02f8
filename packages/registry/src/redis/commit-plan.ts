import { chainOf, recordHash, xorDigest } from '../record-hash.ts';
import type { RecordKind, StoredRecord } from '../records.ts';
import type { RecordCounts, RegistryPosition } from '../revision.ts';
import { uniqueKeys } from '../unique-keys.ts';
import { claimLine } from './claim-line.ts';
import type { ClaimEntry, CommitDraft, RecordEntry } from './commit-draft.ts';
import { recordLine } from './record-line.ts';

/** What a commit takes to be in the store: its digest and chain follow from that, and the script compares. */
export interface Assumed {
  readonly before: RegistryPosition;
  /** The number of the next revision. */
  readonly revision: number;
  /** XOR of the hashes of the records that the commit replaces or removes, 16 hex digits. */
  readonly oldDigest: string;
  readonly oldCounts: RecordCounts;
}

/** A draft with everything that follows from where it is to be put. */
export interface CommitPlan {
  readonly after: RegistryPosition;
  /** The entries as the script takes them, each list with its length in front. */
  readonly entries: readonly (string | number)[];
  readonly highestNumber: number;
}

const LOOK = '=';
const GONE = '';

export function planCommit(draft: CommitDraft, { before, revision, oldDigest, oldCounts }: Assumed): CommitPlan {
  const { change } = draft;
  const writer = new EntryWriter(revision, { before, oldCounts });
  const ipv4 = draft.claims.filter(({ prefix }) => prefix.family === 4).length;
  const entries: (string | number)[] = [
    draft.claims.length,
    ipv4,
    ...draft.claims.flatMap((entry) => writer.claim(entry)),
  ];
  entries.push(draft.pairs.length, ...draft.pairs);
  entries.push(draft.records.length, ...draft.records.flatMap((entry) => writer.record(entry)));
  entries.push(draft.expected.length, ...draft.expected.flat());
  const digest = xorDigest(xorDigest(before.digest, [BigInt(`0x${oldDigest}`)]), writer.hashes);
  const counts = writer.counts;
  const content = { by: change.by, why: change.why, at: change.at, writes: change.writes.map(({ write }) => write) };
  const chain = chainOf(before.chain, { ...content, position: { revision, counts, digest } }, change.writesText);
  return {
    after: { lineage: before.lineage, revision, chain, counts, digest },
    entries,
    highestNumber: writer.highestNumber,
  };
}

class EntryWriter {
  readonly #revision: number;
  readonly counts: Record<RecordKind, number>;
  readonly hashes: bigint[] = [];
  highestNumber = -1;

  constructor(revision: number, { before, oldCounts }: Pick<Assumed, 'before' | 'oldCounts'>) {
    this.#revision = revision;
    const left = (kind: RecordKind) => before.counts[kind] - oldCounts[kind];
    this.counts = { customer: left('customer'), origin: left('origin'), node: left('node'), claim: left('claim') };
  }

  claim({ key, node, write }: ClaimEntry): string[] {
    if (write === undefined) return [key, node, LOOK];
    if (write.write.kind !== 'claim' || write.write.value === null || write.body === null) return [key, node, GONE];
    const hash = this.#count({ ...write.write, revision: this.#revision } as StoredRecord, write.body);
    return [key, node, claimLine(write.write.value, this.#revision, hash)];
  }

  record({ kind, id, write }: RecordEntry): string[] {
    if (write === undefined) return [kind, id, LOOK, '', ''];
    if (write.write.value === null || write.body === null) return [kind, id, GONE, '', ''];
    const hash = this.#count({ ...write.write, revision: this.#revision } as StoredRecord, write.body);
    let customer = '';
    if (write.write.kind === 'node') {
      ({ customer } = write.write.value);
      this.highestNumber = Math.max(this.highestNumber, write.write.value.number);
    }
    return [
      kind,
      id,
      recordLine(this.#revision, hash, customer, write.body),
      customer,
      uniqueKeys(write.write).join('\n'),
    ];
  }

  #count(record: StoredRecord, body: string): bigint {
    const hash = recordHash(record, body);
    this.hashes.push(hash);
    this.counts[record.kind]++;
    return hash;
  }
}
