import { chainOf, EMPTY_DIGEST, firstChain, recordHash, xorDigest } from '../../record-hash.ts';
import type { RecordWrite, StoredRecord } from '../../records.ts';
import type { RegistryPosition, Revision } from '../../revision.ts';

/** Makes revisions as a store would, without one: for what is to be tested apart from any driver. */
export class TestHistory {
  position: RegistryPosition;
  readonly #records = new Map<string, StoredRecord>();

  constructor(lineage = 'ours') {
    const counts = { customer: 0, origin: 0, node: 0, claim: 0 };
    this.position = { lineage, revision: 0, chain: firstChain(lineage), counts, digest: EMPTY_DIGEST };
  }

  commit(writes: readonly RecordWrite[], revisionNumber = this.position.revision + 1): Revision {
    const previous = this.position;
    const counts = { ...previous.counts };
    let { digest } = previous;
    for (const write of writes) {
      const key = `${write.kind}|${write.id}`;
      const before = this.#records.get(key);
      if (before !== undefined) digest = xorDigest(digest, [recordHash(before)]);
      this.#records.delete(key);
      counts[write.kind] += (write.value === null ? 0 : 1) - (before === undefined ? 0 : 1);
      if (write.value === null) continue;
      const record = { ...write, revision: revisionNumber } as StoredRecord;
      this.#records.set(key, record);
      digest = xorDigest(digest, [recordHash(record)]);
    }
    const head = { by: 'test', why: null, at: '2026-11-22T12:00:00.000Z', writes };
    const unchained = { ...head, position: { lineage: previous.lineage, revision: revisionNumber, counts, digest } };
    this.position = { ...unchained.position, chain: chainOf(previous.chain, unchained) };
    return { ...head, previous: { revision: previous.revision, chain: previous.chain }, position: this.position };
  }

  /** All records as they stand, as one page. */
  async *pages(): AsyncGenerator<readonly StoredRecord[], void> {
    yield [...this.#records.values()];
  }
}
