import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';

/*
 * What a Redis really holds, read past the driver: the stream of changes and the records of customers, as
 * packages/registry documents them. Shares no code with what it judges.
 */

export interface StoredRevision {
  readonly revision: number;
  readonly chain: string;
  readonly previous: { readonly revision: number; readonly chain: string };
  /** The ids that it wrote. */
  readonly keys: readonly string[];
  /** The chain is the SHA-256 of the one before and of what the revision says. */
  readonly isIntact: boolean;
}

interface Head {
  readonly previousRevision: number;
  readonly previousChain: string;
  readonly chain: string;
  readonly counts: string;
  readonly digest: string;
  readonly by: string;
  readonly why: string | null;
  readonly at: string;
}

const CHANGES = '{nearhop}:registry:changes';
const POSITION = '{nearhop}:registry:position';
const CUSTOMERS = '{nearhop}:registry:records:customer';
const PAGE = 1_000;

/** The revisions above a number, in ascending order. */
export async function readHistory(redis: Redis, above: number): Promise<StoredRevision[]> {
  const found: StoredRevision[] = [];
  for (let from = above; ;) {
    const page = await redis.xrange(CHANGES, `(${from}-0`, '+', 'COUNT', PAGE);
    found.push(...page.map(([id, fields]) => readRevision(Number.parseInt(id, 10), fields)));
    if (page.length < PAGE) return found;
    from = found.at(-1)?.revision ?? from;
  }
}

/** The chain with which the history of the registry in there begins. */
export async function readFirstChain(redis: Redis): Promise<string> {
  return sha256(`nearhop registry ${await redis.hget(POSITION, 'lineage')}`);
}

/** Each customer's id with the revision of its record. */
export async function readRecords(redis: Redis): Promise<Map<string, number>> {
  const records = new Map<string, number>();
  for (let cursor = '0'; ;) {
    const [next, fields] = await redis.hscan(CUSTOMERS, cursor, 'COUNT', PAGE);
    for (let at = 0; at < fields.length; at += 2)
      records.set(fields[at] ?? '', Number.parseInt(fields[at + 1] ?? '', 10));
    if (next === '0') return records;
    cursor = next;
  }
}

function readRevision(revision: number, fields: readonly string[]): StoredRevision {
  const field = (name: string) => fields[fields.indexOf(name) + 1] ?? '';
  const head = JSON.parse(field('head')) as Head;
  const writes = field('writes');
  const { at, by, digest, why, chain, previousRevision, previousChain } = head;
  const [customer, origin, node, claim] = head.counts.split(' ').map(Number);
  // Keys in ascending order, as canonical JSON wants them.
  const content = JSON.stringify({ at, by, counts: { claim, customer, node, origin }, digest, revision, why });
  const expected = sha256(`${previousChain}\n${content.slice(0, -1)},"writes":${writes}}`);
  return {
    revision,
    chain,
    previous: { revision: previousRevision, chain: previousChain },
    keys: (JSON.parse(writes) as { readonly id: string }[]).map(({ id }) => id),
    isIntact: chain === expected,
  };
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
