import type { Customer } from '@nearhop/contracts';
import type { Expectation, RecordWrite, StoredRecord } from '@nearhop/registry';
import { takesAllowance } from '../allowance.ts';
import { attemptCommit } from '../commit-change.ts';
import { customerRecord } from '../customers.ts';
import type { ManagementContext } from '../management-context.ts';
import { releasedClaims } from './released-claims.ts';
import { nextTurn } from '../turn-taking.ts';
import { UnreviewedTally } from '../unreviewed-tally.ts';

export interface Forgotten {
  readonly claims: number;
  readonly nodes: number;
}

export interface ForgetOptions {
  /** What was released or deleted before that instant goes. */
  readonly before: string;
  /** Who, for the history. */
  readonly by: string;
}

const CLAIMS_PER_COMMIT = 1_000;
const MOST_ATTEMPTS = 16;

/**
 * Removes for good what was released or deleted before an instant, and gives customers back the allowance that it took. What somebody
 * takes back at the same time stays. To be called again and again: what was left out goes the next time.
 */
export async function forgetReleased(context: ManagementContext, options: ForgetOptions): Promise<Forgotten> {
  let claims = 0;
  for await (const page of releasedClaims(context.registry)) {
    const old = page.filter(({ value }) => (value.since ?? '') < options.before);
    for (const [customer, records] of Map.groupBy(old, ({ value }) => value.customer)) {
      for (let from = 0; from < records.length; from += CLAIMS_PER_COMMIT) {
        const part = records.slice(from, from + CLAIMS_PER_COMMIT);
        claims += await context.claimTurns.run(customer, () => forget(context, customer, part, options));
        await nextTurn();
      }
    }
  }
  return { claims, nodes: await forgetNodes(context, options) };
}

/** Says how many went. */
async function forget(
  context: ManagementContext,
  id: string,
  records: readonly StoredRecord<'claim'>[],
  options: ForgetOptions,
): Promise<number> {
  const { registry } = context;
  let left = records;
  for (let attempt = 0; attempt < MOST_ATTEMPTS && left.length > 0; attempt++) {
    const owner = await customerRecord(context, { id, newCustomer: undefined });
    const tally = new UnreviewedTally(registry, owner.value);
    for (const { value } of left) if (takesAllowance(value)) await tally.takeAway(value);
    const writes: RecordWrite[] = left.map((claim) => ({ kind: 'claim', id: claim.id, value: null }));
    const expectations: Expectation[] = left.map(({ id: claim, revision }) => ({ kind: 'claim', id: claim, revision }));
    if (tally.changed) {
      const value: Customer = { ...owner.value, unreviewed: tally.counts };
      writes.push({ kind: 'customer', id, value });
      expectations.push({ kind: 'customer', id, revision: owner.revision });
    }
    const outcome = await attemptCommit(context, { writes, expectations }, requestOf(options));
    if (outcome.kind === 'committed') return left.length;
    const changed = new Set(outcome.kind === 'stale' ? outcome.found.map((found) => found.id) : []);
    left = left.filter((claim) => !changed.has(claim.id));
  }
  return 0;
}

async function forgetNodes(context: ManagementContext, options: ForgetOptions): Promise<number> {
  const { registry } = context;
  let forgotten = 0;
  let after: string | undefined;
  do {
    const page = await registry.list('node', { limit: CLAIMS_PER_COMMIT, ...(after === undefined ? {} : { after }) });
    after = page.length < CLAIMS_PER_COMMIT ? undefined : page.at(-1)?.id;
    const old = page.filter(({ value }) => value.deletedAt !== undefined && value.deletedAt < options.before);
    for (const { id, revision } of old) {
      // A claim that somebody took back while its node was forgotten would belong to nobody.
      if ((await registry.claimsOf(id, { limit: 1 })).length > 0) continue;
      const planned = {
        writes: [{ kind: 'node', id, value: null } as const],
        expectations: [{ kind: 'node', id, revision } as const],
      };
      const outcome = await attemptCommit(context, planned, requestOf(options));
      if (outcome.kind === 'committed') forgotten++;
    }
    await nextTurn();
  } while (after !== undefined);
  return forgotten;
}

function requestOf({ by, before }: ForgetOptions) {
  return { by, why: `deleted before ${before}: kept for 30 days` };
}
