import {
  MAX_CHANGES_SHOWN,
  type RecordChange,
  type RevisionDiff,
  type RevisionResource,
  type RevisionSummary,
} from '@nearhop/contracts';
import type { Revision } from '@nearhop/registry';
import { madeRevision } from '../made-revision.ts';
import type { ManagementContext } from '../management-context.ts';
import { ManagementError } from '../management-error.ts';
import { MAX_PAGE_SIZE, type Page } from '../page.ts';
import { changedRecords, type ChangedRecord } from './changed-records.ts';
import { customerOf, describeChange } from './describe-change.ts';
import { nodeNames } from './node-names.ts';

export interface HistoryRequest {
  /** Only revisions below this one. */
  readonly before?: number | undefined;
  /** 1 to 1,000; 20 unless given. */
  readonly limit?: number | undefined;
}

const DEFAULT_LIMIT = 20;

/** Commits, newest first. `next` is the `before` of the next page. */
export async function listRevisions(
  context: ManagementContext,
  request: HistoryRequest,
): Promise<Page<RevisionSummary>> {
  const { before, limit = DEFAULT_LIMIT } = request;
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_PAGE_SIZE)
    throw new ManagementError('invalid', `Cannot list: limit must be 1 to ${MAX_PAGE_SIZE}: received ${limit}`);
  const revisions = await context.registry.history({ limit: limit + 1, ...(before !== undefined && { before }) });
  const items = revisions.slice(0, limit).map(revisionSummary);
  return { items, next: revisions.length > limit ? String(items.at(-1)?.revision) : undefined };
}

/** One commit with what it changed. */
export async function showRevision(context: ManagementContext, revision: number): Promise<RevisionResource> {
  const made = await madeRevision(context.registry, revision);
  if (made === undefined) throw new ManagementError('not-found', `Cannot find revision ${revision}: no commit made it`);
  const diff = await diffRevisions(context, { from: made.previous.revision, to: revision });
  return { ...revisionSummary(made), diff };
}

export interface DiffRequest {
  readonly from: number;
  readonly to: number;
  /** Only this customer's records. */
  readonly customer?: string | undefined;
}

/** What differs between two revisions, whichever is the earlier. */
export async function diffRevisions(
  context: ManagementContext,
  { from, to, customer }: DiffRequest,
): Promise<RevisionDiff> {
  const { revision: newest } = await context.registry.position();
  const [first, last] = from <= to ? [from, to] : [to, from];
  if (last > newest) throw new ManagementError('invalid', `Cannot compare revision ${last}: the newest is ${newest}`);
  const changed = await changedRecords(context.registry, first, last);
  const turned = from <= to ? changed : changed.map(turnedRound);
  const changes = await describeChanges(context, turned, customer);
  return { from, to, total: changes.length, changes: changes.slice(0, MAX_CHANGES_SHOWN) };
}

/** The changes that people see, by kind and id. */
export async function describeChanges(
  { registry }: Pick<ManagementContext, 'registry'>,
  changed: readonly ChangedRecord[],
  customer: string | undefined,
): Promise<readonly RecordChange[]> {
  const wanted = changed.filter((record) => customer === undefined || customerOf(record) === customer);
  const names = await nodeNames(registry, wanted);
  return wanted
    .map((record) => describeChange(record, names))
    .filter((change) => change !== undefined)
    .sort((x, y) => ORDER[x.kind] - ORDER[y.kind] || (x.id < y.id ? -1 : 1));
}

const ORDER = { customer: 0, origin: 1, node: 2, claim: 3 } as const;

function turnedRound(record: ChangedRecord): ChangedRecord {
  return { ...record, before: record.after, after: record.before } as ChangedRecord;
}

function revisionSummary({ position, previous, at, by, why, writes }: Revision): RevisionSummary {
  const counts: RevisionSummary['writes'] = { customer: 0, origin: 0, node: 0, claim: 0 };
  for (const { kind } of writes) counts[kind]++;
  return { revision: position.revision, at, by, why, chain: position.chain, previous: { ...previous }, writes: counts };
}
