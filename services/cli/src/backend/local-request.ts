import type { WriteRequest } from '@nearhop/management';
import { administrator } from './administrator.ts';
import type { Writing } from './backend.ts';

/** A write on the store itself, by whoever is signed in to this machine; in another's name that stands behind theirs. */
export function localRequest({ why, mode, force, as, traffic }: Writing): WriteRequest {
  return {
    by: as === undefined ? administrator() : `${administrator()}/${as}`,
    why,
    dryRun: mode === 'dry-run',
    force,
    ...(traffic !== undefined && { traffic: async () => ({ basis: 'file', networks: await traffic() }) }),
  };
}
