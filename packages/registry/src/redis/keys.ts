import type { Family } from '@nearhop/ip';
import type { RecordKind } from '../records.ts';

/**
 * Every key that this driver uses. They share one hash tag, so they share one slot of a cluster and one script may touch them all.
 * What followers may read begins with `registry:`; what only committers use with `commit:`; what monitors write with `health:`.
 * Secrets (users, tokens, signing keys) are under `secret:`, which no follower's ACL covers.
 */
const TAG = '{nearhop}:';

type OtherKind = Exclude<RecordKind, 'claim'>;

export const POSITION = `${TAG}registry:position`;
/** The change stream, and the history: the entry of revision 12 has the id `12-0`. */
export const CHANGES = `${TAG}registry:changes`;

/** The tree of valid claims: `<start hex>/<length hex>`, score 0. */
export const blocksKey = (family: Family) => `${TAG}registry:blocks:${family}`;
/** Who holds each prefix of the tree: prefix → claim lines. */
export const holdersKey = (family: Family) => `${TAG}registry:holders:${family}`;
/** The order of claims that are not valid: `<start hex>/<length hex>@<node>`, score 0. */
export const pendingKey = (family: Family) => `${TAG}registry:pending:${family}`;
/** Those claims themselves: `<start hex>/<length hex>@<node>` → claim line. */
export const pendingLinesKey = (family: Family) => `${TAG}registry:pending-lines:${family}`;
/** The same claims by state letter, of everybody and of each customer: `<customer, or *>/<letter>/<family><prefix key>@<node>`, score 0. */
export const PENDING_BY_STATE = `${TAG}registry:pending-by-state`;
/** How many prefixes of the tree have each length: `<family>/<length hex>` → count. */
export const LENGTHS = `${TAG}registry:lengths`;
/** The claims of each node, of any state: `<node>/<family><prefix key>`, score 0. */
export const CLAIMS_BY_NODE = `${TAG}registry:claims-by-node`;
/** Which nodes of a customer may have claims: `<customer>/<node>`, score 0. */
export const NODES_WITH_CLAIMS = `${TAG}registry:nodes-with-claims`;

/** Id → record line. */
export const recordsKey = (kind: OtherKind) => `${TAG}registry:records:${kind}`;
/** The order of ids, score 0. */
export const idsKey = (kind: OtherKind) => `${TAG}registry:ids:${kind}`;
export const NODES_BY_CUSTOMER = `${TAG}registry:nodes-by-customer`;
/** Unique key → `<kind> <id>` of the record that holds it. */
export const UNIQUE = `${TAG}registry:unique`;
/** `<kind> <id>` → its unique keys, a line each. */
export const UNIQUE_OF = `${TAG}registry:unique-of`;

/** Which committer goes next, when many get in each other's way. */
export const TURN = `${TAG}commit:turn`;
/** The position after the commit that an idempotency key made; expires. */
export const repeatedKey = (idempotencyKey: string) => `${TAG}commit:made:${idempotencyKey}`;

/** A stream of one entry: the newest vector, whose id is `<number>-0`. */
export const VECTOR = `${TAG}health:vector`;
export const OPINIONS = `${TAG}health:opinions`;
export const HEARTBEATS = `${TAG}health:heartbeats`;
export const leaseKey = (name: string) => `${TAG}health:lease:${name}`;

/** `version`, which goes up with every write of a secret, and `server`, which made the last. */
export const SECRET_VERSION = `${TAG}secret:version`;
/** `<kind>/<id>` → `<revision> <JSON>`. */
export const SECRET_VALUES = `${TAG}secret:values`;
/** The order of secrets: `<kind>/<id>`, score 0. */
export const SECRET_IDS = `${TAG}secret:ids`;

/** Everything that a restore replaces, in the order in which its scripts number them. */
export const REGISTRY_KEYS: readonly string[] = [
  POSITION,
  CHANGES,
  LENGTHS,
  CLAIMS_BY_NODE,
  NODES_WITH_CLAIMS,
  NODES_BY_CUSTOMER,
  UNIQUE,
  UNIQUE_OF,
  blocksKey(4),
  blocksKey(6),
  holdersKey(4),
  holdersKey(6),
  pendingKey(4),
  pendingKey(6),
  pendingLinesKey(4),
  pendingLinesKey(6),
  recordsKey('customer'),
  recordsKey('origin'),
  recordsKey('node'),
  idsKey('customer'),
  idsKey('origin'),
  idsKey('node'),
  PENDING_BY_STATE,
];

/** The keys of the commit script, as it numbers them. */
export function commitKeys(idempotencyKey: string | undefined): readonly string[] {
  return [...REGISTRY_KEYS, TURN, repeatedKey(idempotencyKey ?? '')];
}

/** The keys of the script that writes secrets, as it numbers them. */
export function secretWriteKeys(): readonly string[] {
  return [POSITION, SECRET_VERSION, SECRET_VALUES, SECRET_IDS];
}
