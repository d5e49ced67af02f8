import type { ManagementContext } from './management-context.ts';
import { ManagementError } from './management-error.ts';
import type { ClaimWrite } from './write-node.ts';

/** Why a claim is refused that a node of the customer's own has. `name` when that node may not be in the registry yet. */
export async function equalClaimDetail(
  context: ManagementContext,
  prefix: string,
  node: string,
  name?: string,
): Promise<string> {
  const holder = name ?? (await context.registry.get('node', node))?.value.name ?? node;
  return `"${prefix}" is claimed by your node "${holder}": ask for it as shared to serve it from both`;
}

export async function equalClaimError(
  context: ManagementContext,
  { claim, pointer }: Pick<ClaimWrite, 'claim' | 'pointer'>,
  node: string,
): Promise<ManagementError> {
  const detail = await equalClaimDetail(context, claim.prefix, node);
  return new ManagementError('conflict', `Cannot write claim: ${detail}`, { fields: [{ pointer, detail }] });
}
