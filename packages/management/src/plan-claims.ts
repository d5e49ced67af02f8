import { claimId, type CacheNode, type Claim } from '@nearhop/contracts';
import type { Prefix } from '@nearhop/ip';
import type { StoredRecord } from '@nearhop/registry';
import type { WantedClaim } from './claim-list.ts';
import { claimVerdict, pendingClaim, type AskedClaim, type Asking } from './claim-state.ts';
import { claimsAround } from './claims-around.ts';
import { equalClaimDetail } from './equal-claim.ts';
import type { FieldReport } from './field-report.ts';
import { instant, keptSince, type ManagementContext, type WriteRequest } from './management-context.ts';
import { TurnTaking } from './turn-taking.ts';
import type { ClaimWrite } from './write-node.ts';

export interface ClaimsPlan {
  readonly claims: readonly ClaimWrite[];
  readonly removed: readonly Claim[];
}

/** A claim that may be written, or the own node that stands in its way. */
export type PlannedClaim =
  { readonly kind: 'claim'; readonly claim: Claim } | { readonly kind: 'refused'; readonly node: string };

// For the administrator the commit finds the blocks that these miss, which lie inside a very large claim.
const MOST_LOOKED_AT = { administrator: 256, api: 4_096 };

/**
 * What must be written so that a node's claims become the wanted list: new ones with the state that they get, those whose `shared`
 * changes, and those that go. Claims that stay keep their state. An own node's equal block goes to the report.
 */
export async function planClaims(
  context: ManagementContext,
  node: Pick<CacheNode, 'id' | 'customer'>,
  wanted: readonly WantedClaim[],
  existing: readonly StoredRecord<'claim'>[],
  report: FieldReport,
  request: Pick<WriteRequest, 'by'>,
): Promise<ClaimsPlan> {
  const standing = new Map(existing.map((record) => [record.id, record]));
  const asking = { by: request.by, at: instant(context) };
  const claims: ClaimWrite[] = [];
  const turns = new TurnTaking();
  for (const { prefix, shared, pointer, position } of wanted) {
    const id = claimId({ node: node.id, prefix: prefix.toString() });
    const before = standing.get(id);
    standing.delete(id);
    const held = before?.value.state === 'released' ? undefined : before?.value;
    if (held !== undefined && (shared ?? held.shared) === held.shared) continue;
    const asked = {
      node: node.id,
      customer: node.customer,
      prefix: prefix.toString(),
      shared: shared ?? before?.value.shared ?? false,
    };
    await turns.lookup();
    const planned = await planClaim(context, asked, prefix, asking);
    if (planned.kind === 'refused')
      report.conflict(pointer, `block ${position}: ${await equalClaimDetail(context, asked.prefix, planned.node)}`);
    else
      claims.push({ claim: held === undefined ? planned.claim : { ...held, shared: asked.shared }, pointer, before });
  }
  const removed = [...standing.values()].map(({ value }) => value).filter(({ state }) => state !== 'released');
  return { claims, removed };
}

/** What a new claim becomes by the claims around it. One that is free asks for the allowance, unless its space was given before. */
export async function planClaim(
  context: ManagementContext,
  asked: AskedClaim,
  prefix: Prefix,
  asking: Asking,
): Promise<PlannedClaim> {
  const { registry, authority } = context;
  const { claims, complete } = await claimsAround(registry, prefix, MOST_LOOKED_AT[authority]);
  const around = claims.map(({ value }) => value);
  const since = keptSince(context);
  const careful = authority === 'administrator' ? undefined : { keptSince: since, complete };
  const verdict = claimVerdict(asked, around, careful);
  if (verdict.kind === 'refused') return verdict;
  if (verdict.kind !== 'valid') return { kind: 'claim', claim: pendingClaim(asked, verdict, asking) };
  const earlier = around.find((other) => isEarlierOf(asked, other, since));
  return { kind: 'claim', claim: freeClaim(context, asked, earlier, asking) };
}

function freeClaim(
  { authority }: ManagementContext,
  { node, customer, prefix, shared }: AskedClaim,
  earlier: Claim | undefined,
  { at }: Asking,
): Claim {
  const valid = { node, customer, prefix, shared, state: 'valid' as const };
  if (earlier === undefined && authority === 'administrator') return valid;
  const basis = earlier === undefined ? 'allowance' : earlier.basis;
  return { ...valid, since: at, ...(basis === undefined ? {} : { basis }) };
}

/** What the customer released and takes back, on whichever of its nodes. */
function isEarlierOf({ customer, prefix }: AskedClaim, other: Claim, since: string): boolean {
  const isOwn = other.customer === customer && other.prefix === prefix && other.state === 'released';
  return isOwn && (other.since ?? since) >= since;
}
