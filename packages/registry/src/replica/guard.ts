import { RECORD_KINDS } from '../records.ts';
import type { RecordCounts, RegistryPosition } from '../revision.ts';

export type RefusalCode =
  | 'reload-refused-lower'
  /** The revision seen, with another history. */
  | 'reload-refused-fork'
  | 'reload-refused-foreign'
  | 'reload-refused-incomplete'
  | 'reload-refused-unreadable'
  | 'reload-refused-overlap'
  | 'reload-refused-smaller';

export type Judgement =
  { readonly kind: 'accept' } | { readonly kind: 'refuse'; readonly code: RefusalCode; readonly text: string };

/** What a replica knows to have been true, from memory and disk, whether or not it still holds the records. */
export interface Seen {
  /** The highest revision that anything tells of; 0 for none. */
  readonly highestRevision: number;
  /** The highest position that is known whole. */
  readonly position: RegistryPosition | undefined;
}

/** What was really read of a state, to hold against what its position says. */
export interface Contents {
  readonly counts: RecordCounts;
  readonly digest: string;
}

/** An unlinked state with at most this share of the claims seen is refused. */
const SMALLEST_SHARE = 0.8;

const ACCEPT: Judgement = { kind: 'accept' };

/** May a store at `offered` be followed or read at all? History never goes back, and is one. */
export function judgePosition(seen: Seen, offered: RegistryPosition): Judgement {
  const { highestRevision, position } = seen;
  if (position !== undefined && position.lineage !== offered.lineage) {
    return refuse(
      'foreign',
      `its lineage is ${quoted(offered.lineage)}, ours ${quoted(position.lineage)}: restore our store`,
    );
  }
  if (offered.revision < highestRevision) {
    return refuse(
      'lower',
      `its revision is ${offered.revision}, but ${highestRevision} was seen: restore it to a higher one`,
    );
  }
  if (position === undefined || position.revision !== offered.revision) return ACCEPT;
  if (position.chain !== offered.chain) {
    return refuse(
      'fork',
      `its revision ${offered.revision} has chain ${offered.chain}, the one seen ${position.chain}`,
    );
  }
  return judgeContents(offered, position, 'seen');
}

/** Is a state that does not follow from ours by its history large enough to be meant? */
export function judgeUnlinkedSize(seen: Seen, offered: RegistryPosition): Judgement {
  const before = seen.position?.counts;
  if (before === undefined || total(before) === 0) return ACCEPT;
  const numbers = `${offered.counts.claim} claims at revision ${offered.revision}, ${before.claim} at revision ${seen.position?.revision} before`;
  if (total(offered.counts) === 0)
    return refuse('smaller', `it is empty and does not follow from our history: ${numbers}`);
  if (before.claim > 0 && offered.counts.claim <= before.claim * SMALLEST_SHARE) {
    return refuse('smaller', `it lost 20 % or more and does not follow from our history: ${numbers}`);
  }
  return ACCEPT;
}

/** Are these the contents that the position tells of? */
export function judgeContents(position: RegistryPosition, contents: Contents, how: 'read' | 'seen'): Judgement {
  const wrong = RECORD_KINDS.filter((kind) => position.counts[kind] !== contents.counts[kind]);
  if (wrong.length > 0) {
    const kinds = wrong.map((kind) => `${position.counts[kind]} ${kind} records, ${contents.counts[kind]} ${how}`);
    return refuse('incomplete', `its revision ${position.revision} tells of ${kinds.join('; ')}`);
  }
  if (position.digest !== contents.digest) {
    return refuse(
      'incomplete',
      `its revision ${position.revision} tells of digest ${position.digest}, ${contents.digest} ${how}: records differ`,
    );
  }
  return ACCEPT;
}

type RefusalName = RefusalCode extends `reload-refused-${infer Name}` ? Name : never;

function refuse(name: RefusalName, why: string): Judgement {
  return { kind: 'refuse', code: `reload-refused-${name}`, text: `Cannot follow the store: ${why}` };
}

function total(counts: RecordCounts): number {
  return RECORD_KINDS.reduce((sum, kind) => sum + counts[kind], 0);
}

function quoted(text: string): string {
  return JSON.stringify(text);
}
