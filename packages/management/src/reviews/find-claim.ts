import { claimId } from '@nearhop/contracts';
import { Prefix, quotedValue } from '@nearhop/ip';
import type { StoredRecord } from '@nearhop/registry';
import type { ManagementContext } from '../management-context.ts';
import { ManagementError } from '../management-error.ts';
import { findNode } from '../node-reference.ts';

const MOST_AT_ONE_PREFIX = 1_000;

/**
 * Finds a claim by `<prefix>@<node>`, the node as anywhere, or by its prefix alone where only one claim waits for somebody there.
 * What was released is none.
 */
export async function findClaim(context: ManagementContext, reference: string): Promise<StoredRecord<'claim'>> {
  const at = reference.indexOf('@');
  const text = at < 0 ? reference : reference.slice(0, at);
  const prefix = Prefix.tryParse(text.trim());
  if (prefix === undefined) {
    throw new ManagementError(
      'invalid',
      `Cannot find claim ${quotedValue(reference)}: write a prefix and its node, such as "2.21.234.0/24@Seattle-1"`,
    );
  }
  if (at < 0) return onlyPendingAt(context, prefix);
  const node = await findNode(context, reference.slice(at + 1));
  const record = await context.registry.get('claim', claimId({ node: node.id, prefix: prefix.toString() }));
  if (record !== undefined && record.value.state !== 'released') return record;
  throw notFound(reference, `node "${node.value.name}" has no such claim`);
}

async function onlyPendingAt({ registry }: ManagementContext, prefix: Prefix): Promise<StoredRecord<'claim'>> {
  const text = prefix.toString();
  const around = await registry.claimsOverlapping(prefix, MOST_AT_ONE_PREFIX);
  const found = around.filter(
    ({ value: { prefix: at, state } }) => at === text && (state === 'in-review' || state === 'attention-required'),
  );
  const [only, second] = found;
  if (only === undefined) throw notFound(text, 'no claim on this prefix waits for anybody');
  if (second === undefined) return only;
  throw new ManagementError(
    'ambiguous',
    `Cannot tell which claim ${quotedValue(text)} is: several wait: write one of ${found.map(({ id }) => `"${id}"`).join(', ')}`,
  );
}

function notFound(reference: string, why: string): ManagementError {
  return new ManagementError('not-found', `Cannot find claim ${quotedValue(reference)}: ${why}`);
}
