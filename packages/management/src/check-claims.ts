import { claimCheckInputSchema, readMembers, type CheckedClaim, type ClaimCheck } from '@nearhop/contracts';
import { addressCount } from '@nearhop/ip';
import { admitClaims } from './admit-claims.ts';
import { nestingNotes, readClaimList, sharedUnlessSaid } from './claim-list.ts';
import { customerRecord, owningCustomer } from './customers.ts';
import { equalClaimDetail } from './equal-claim.ts';
import { FieldReport } from './field-report.ts';
import { instant, type ManagementContext, type WriteRequest } from './management-context.ts';
import { planClaim } from './plan-claims.ts';
import { TurnTaking } from './turn-taking.ts';
import type { ClaimWrite } from './write-node.ts';

/** Stands for the node that the blocks would be claimed for. */
const NO_NODE = 'n_0000000000000000';

/** What each block of a list would become if a new node asked for it now. `input` is a ClaimCheckInput; bad blocks are part of the answer. */
export async function checkClaims(
  context: ManagementContext,
  input: unknown,
  { by }: Pick<WriteRequest, 'by'>,
): Promise<ClaimCheck> {
  const report = new FieldReport();
  const { members, fields } = readMembers(claimCheckInputSchema, input);
  report.addInvalid(fields);
  const customer = await owningCustomer(context, members.customer, report);
  report.throwIfAny('Cannot check claims');
  const items: CheckedClaim[] = [];
  const list = readClaimList(members.claims ?? [], context.policy, {
    badBlock: ({ position, text }, detail) => items.push({ position, prefix: text, outcome: 'refused', text: detail }),
    tooMany: (detail) => report.invalid('/claims', detail),
  });
  report.throwIfAny('Cannot check claims');
  const wanted = sharedUnlessSaid(list, members.shared);
  const asking = { by, at: instant(context) };
  const writes: (ClaimWrite & { readonly position: number })[] = [];
  const turns = new TurnTaking();
  for (const { prefix, shared = false, pointer, position } of wanted) {
    await turns.lookup();
    const asked = { node: NO_NODE, customer: customer.id, prefix: prefix.toString(), shared };
    const planned = await planClaim(context, asked, prefix, asking);
    if (planned.kind === 'claim') writes.push({ claim: planned.claim, pointer, before: undefined, position });
    else {
      const text = await equalClaimDetail(context, asked.prefix, planned.node);
      items.push({ position, prefix: asked.prefix, outcome: 'refused', text });
    }
  }
  const owner = await customerRecord(context, customer);
  const { claims } = await admitClaims(context.registry, owner.value, writes, asking);
  for (const [index, { claim }] of claims.entries()) {
    const { prefix, state, text } = claim;
    if (state === 'released') continue; // nobody asks for that
    items.push({
      position: writes[index]?.position ?? 0,
      prefix,
      outcome: state,
      ...(text === undefined ? {} : { text }),
    });
  }
  const { supportContact } = context;
  const asks = items.some(({ outcome }) => outcome === 'attention-required');
  return {
    items: items.toSorted((x, y) => x.position - y.position),
    ipSpace: addressCount(wanted.map(({ prefix }) => prefix)).toString(),
    notes: nestingNotes(wanted),
    ...(asks && supportContact !== undefined ? { supportContact } : {}),
  };
}
