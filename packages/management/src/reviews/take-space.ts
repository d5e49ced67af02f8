import type { Claim, ClaimOverlap } from '@nearhop/contracts';
import { Prefix } from '@nearhop/ip';
import type { Expectation, RecordWrite, StoredRecord } from '@nearhop/registry';
import { takesAllowance } from '../allowance.ts';
import { customerRecord } from '../customers.ts';
import { instant, type ManagementContext, type WriteRequest } from '../management-context.ts';
import { ManagementError } from '../management-error.ts';
import { UnreviewedTally } from '../unreviewed-tally.ts';
import { NodeNames } from './claim-resource.ts';
import type { Alongside } from './commit-claim.ts';
import { claimOverlap } from './review-evidence.ts';

type ClaimRecord = StoredRecord<'claim'>;

export interface SpaceTaken extends Alongside {
  readonly overlaps: readonly ClaimOverlap[];
}

export const spaceTaken: SpaceTaken = { writes: [], expectations: [], overlaps: [] };

const MOST_TAKEN = 100;
const MOST_NAMED = 5;

export interface Taking {
  readonly claim: Claim;
  /** Blocks of other customers that overlap the claim. */
  readonly foreign: readonly ClaimRecord[];
  readonly isForced: boolean;
}

/**
 * What the holders of overlapping blocks must give up for a claim: by force only. Their blocks on the claim's space or inside it require
 * attention from the same commit on, with the reviewer's reason. A block around the claim is never taken: its holder would lose far more
 * than the claim gets. Throws ManagementError that names the holders, which reviewers may know.
 */
export async function takeSpace(
  context: ManagementContext,
  { claim, foreign, isForced }: Taking,
  request: WriteRequest,
): Promise<SpaceTaken> {
  const prefix = Prefix.parse(claim.prefix);
  const names = new NodeNames(context.registry);
  const overlaps: ClaimOverlap[] = [];
  for (const record of foreign.slice(0, MOST_TAKEN)) overlaps.push(await claimOverlap(prefix, record, names));
  const around = overlaps.filter(({ lies }) => lies === 'around');
  if (!isForced || around.length > 0 || foreign.length > MOST_TAKEN) {
    const holders = named(around.length > 0 ? around : overlaps, foreign.length);
    const advice =
      around.length > 0
        ? 'a block around a claim is not taken by force: its holder must claim smaller blocks first'
        : foreign.length > MOST_TAKEN
          ? `at most ${MOST_TAKEN} blocks are taken by force: refuse it`
          : 'refuse it, or approve it with force and a reason: these blocks then require attention';
    throw new ManagementError('conflict', `Cannot approve claim "${claim.prefix}": it overlaps ${holders}: ${advice}`);
  }
  return { overlaps, ...(await writesFor(context, foreign, request)) };
}

function named(overlaps: readonly ClaimOverlap[], count: number): string {
  const shown = overlaps
    .slice(0, MOST_NAMED)
    .map(({ prefix, customer, nodeName }) => `"${prefix}" of customer "${customer}", node "${nodeName}"`);
  const more = count - shown.length;
  return more > 0 && overlaps.length > MOST_NAMED ? `${shown.join('; ')}; and ${more} more` : shown.join('; ');
}

async function writesFor(
  context: ManagementContext,
  foreign: readonly ClaimRecord[],
  { why = '' }: WriteRequest,
): Promise<Alongside> {
  const { registry } = context;
  const writes: RecordWrite[] = [];
  const expectations: Expectation[] = [];
  for (const [customer, records] of Map.groupBy(foreign, ({ value }) => value.customer)) {
    const owner = await customerRecord(context, { id: customer, newCustomer: undefined });
    const tally = new UnreviewedTally(registry, owner.value);
    for (const { value } of records) if (takesAllowance(value)) await tally.takeAway(value);
    if (!tally.changed) continue;
    writes.push({ kind: 'customer', id: customer, value: { ...owner.value, unreviewed: tally.counts } });
    expectations.push({ kind: 'customer', id: customer, revision: owner.revision });
  }
  for (const id of new Set(foreign.map(({ value }) => value.node))) {
    const node = await registry.get('node', id);
    if (node === undefined) continue;
    writes.push({ kind: 'node', id, value: node.value });
    expectations.push({ kind: 'node', id, revision: node.revision });
  }
  const at = instant(context);
  for (const { id, revision, value } of foreign) {
    writes.push({ kind: 'claim', id, value: lost(value, why, at) });
    expectations.push({ kind: 'claim', id, revision });
  }
  return { writes, expectations };
}

function lost({ node, customer, prefix, shared, thread }: Claim, why: string, at: string): Claim {
  const text = `A reviewer gave this space to another claim: ${why}`;
  return { node, customer, prefix, shared, state: 'attention-required', text, since: at, ...(thread && { thread }) };
}
