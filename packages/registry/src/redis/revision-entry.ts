import { cacheNodeSchema, claimId, claimSchema, customerSchema, instantSchema, originSchema } from '@nearhop/contracts';
import { z } from 'zod';
import { chainOf } from '../record-hash.ts';
import type { RecordWrite } from '../records.ts';
import { MAX_WRITES_PER_COMMIT } from '../registry.ts';
import type { RegistryPosition, Revision } from '../revision.ts';
import { countsText, positionOf } from './position-hash.ts';
import { garbage } from './redis-failure.ts';

/** An entry of a stream as Redis answers it: its id, then its fields and their values in turn. */
export type StreamEntry = readonly [id: string, fields: readonly string[]];

const headSchema = z.strictObject({
  lineage: z.string(),
  previousRevision: z.int().min(0),
  previousChain: z.string(),
  chain: z.string(),
  counts: z.string(),
  digest: z.string(),
  by: z.string(),
  why: z.string().nullable(),
  at: instantSchema,
});

const writeSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('customer'), id: z.string(), value: customerSchema.nullable() }),
  z.strictObject({ kind: z.literal('origin'), id: z.string(), value: originSchema.nullable() }),
  z.strictObject({ kind: z.literal('node'), id: z.string(), value: cacheNodeSchema.nullable() }),
  z.strictObject({ kind: z.literal('claim'), id: z.string(), value: claimSchema.nullable() }),
]);
const writesSchema = z.array(writeSchema).max(MAX_WRITES_PER_COMMIT);

/** All of a revision but its number and its writes, as the entry of the stream keeps it. */
export function revisionHead(revision: Omit<Revision, 'writes'>): string {
  const { previous, position, by, why, at } = revision;
  const { lineage, chain, counts, digest } = position;
  const head = {
    lineage,
    previousRevision: previous.revision,
    previousChain: previous.chain,
    chain,
    counts: countsText(counts),
    digest,
    by,
    why,
    at,
  };
  return JSON.stringify(head satisfies z.infer<typeof headSchema>);
}

/** Reads a revision and checks that its chain is that of its content. Throws RegistryUnavailableError when it is not. */
export function readRevision([id, fields]: StreamEntry): Revision {
  const name = `revision "${id}"`;
  const number = /^([1-9]\d{0,15})-0$/.exec(id)?.[1];
  const writesText = fieldOf(fields, 'writes') ?? '';
  const head = headSchema.safeParse(parseJson(fieldOf(fields, 'head') ?? ''));
  const writes = writesSchema.safeParse(parseJson(writesText));
  if (number === undefined || !head.success || !writes.success) throw garbage(name);
  const { previousRevision, previousChain, by, why, at, ...rest } = head.data;
  const position: RegistryPosition = positionOf({ ...rest, revision: number });
  const revision = {
    previous: { revision: previousRevision, chain: previousChain },
    position,
    by,
    why,
    at,
    writes: writes.data as RecordWrite[],
  };
  if (chainOf(previousChain, revision, writesText) !== position.chain || !revision.writes.every(hasItsId))
    throw garbage(name);
  return revision;
}

function hasItsId(write: RecordWrite): boolean {
  if (write.value === null) return true;
  if (write.kind === 'claim') return write.id === claimId(write.value);
  return write.id === (write.kind === 'origin' ? write.value.host : write.value.id);
}

function fieldOf(fields: readonly string[], name: string): string | undefined {
  const at = fields.findIndex((field, index) => index % 2 === 0 && field === name);
  return at < 0 ? undefined : fields[at + 1];
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
