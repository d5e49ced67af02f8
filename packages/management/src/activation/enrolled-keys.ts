import type { ManagementContext } from '../management-context.ts';
import { enrolmentsOf } from './stored-keys.ts';

/** The public keys of a node's installations, newest first. */
export async function enrolledKeys(
  { registry }: Pick<ManagementContext, 'registry'>,
  node: string,
): Promise<readonly string[]> {
  const { value } = await enrolmentsOf(registry.secrets, node);
  return value.map(({ publicKey }) => publicKey);
}
