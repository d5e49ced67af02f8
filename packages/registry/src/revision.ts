import type { RecordKind, RecordWrite } from './records.ts';

/** How many records there are of each kind. */
export type RecordCounts = Readonly<Record<RecordKind, number>>;

/** Where the registry stands. Two equal positions of one lineage hold the same records. */
export interface RegistryPosition {
  /** Made when the store was: a store with another lineage is another deployment's. */
  readonly lineage: string;
  /** Strictly increasing; 0 for an empty registry. */
  readonly revision: number;
  /** SHA-256 over the previous chain and this revision's content, in hex: the hash chain of history. */
  readonly chain: string;
  readonly counts: RecordCounts;
  /** XOR of the hashes of all records, 16 hex digits: tells a complete load from a part. */
  readonly digest: string;
}

/** One commit, as history keeps it and followers apply it. */
export interface Revision {
  readonly previous: { readonly revision: number; readonly chain: string };
  /** The position after this commit. */
  readonly position: RegistryPosition;
  /** Who: `local:<user>@<host>`, a person or a token. */
  readonly by: string;
  readonly why: string | null;
  /** When, RFC 3339 in UTC by the committer's clock. */
  readonly at: string;
  readonly writes: readonly RecordWrite[];
}
