import { isDeepStrictEqual } from 'node:util';
import { claimId, nodePatchSchema, readMembers, type NodeWritten } from '@nearhop/contracts';
import type { Revision, StoredRecord } from '@nearhop/registry';
import { nestingNotes, type WantedClaim } from './claim-list.ts';
import { FieldReport } from './field-report.ts';
import type { ManagementContext } from './management-context.ts';
import { patchedNode, wantedClaims } from './node-patch.ts';
import { nodeWritten, nothingMade } from './node-written.ts';
import { otherChangeError } from './same-change.ts';

/**
 * Answers a patch whose idempotency key made `earlier`. A merge patch of what it made changes nothing: one that would is another
 * request, and refused. Throws ManagementError.
 */
export async function repeatedEdit(
  context: ManagementContext,
  node: StoredRecord<'node'>,
  patch: unknown,
  earlier: Revision,
): Promise<NodeWritten> {
  const report = new FieldReport();
  const { members, fields } = readMembers(nodePatchSchema, patch);
  report.addInvalid(fields);
  const made = earlier.writes.find((write) => write.kind === 'node' && write.id === node.id);
  if (made?.kind !== 'node' || made.value === null) throw otherChangeError(earlier.position.revision);
  const value = patchedNode(made.value, members, context, report);
  const wanted = wantedClaims(members, context, report);
  report.throwIfAny('Cannot edit node');
  if (!isDeepStrictEqual(value, made.value) || !madeClaims(earlier, node.id, wanted))
    throw otherChangeError(earlier.position.revision);
  const notes = wanted === undefined ? [] : nestingNotes(wanted);
  return nodeWritten(context, node, await nothingMade(context, 'repeated'), { notes });
}

/** Whether the claims that came and went are those that a list asks for; the last commit of a row holds a part of them. */
function madeClaims({ writes }: Revision, node: string, wanted: readonly WantedClaim[] | undefined): boolean {
  const asked = new Set(wanted?.map(({ prefix }) => claimId({ node, prefix: prefix.toString() })));
  const claims = writes.filter((write) => write.kind === 'claim');
  if (wanted === undefined) return claims.length === 0;
  return claims.every(({ id, value }) => asked.has(id) === (value !== null && value.state !== 'released'));
}
