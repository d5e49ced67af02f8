import type { ManagementContext, WriteRequest } from '../management-context.ts';
import { ManagementError } from '../management-error.ts';

/** Under so many claims a share says nothing: a deployment that is being tried out has a handful. */
const FEW_CLAIMS = 100;
const LARGE_PERCENT = 20;

/**
 * Refuses to take away more than 20 % of the blocks at once unless the request says that it is meant, and why: most often it is a wrong
 * file or a wrong name. Throws ManagementError `needs-force`.
 */
export async function checkLargeLoss(
  { registry }: Pick<ManagementContext, 'registry'>,
  lostBlocks: number,
  { force, why, dryRun }: Pick<WriteRequest, 'force' | 'why' | 'dryRun'>,
): Promise<void> {
  const { claim: claims } = (await registry.position()).counts;
  if (claims < FEW_CLAIMS || lostBlocks * 100 <= claims * LARGE_PERCENT || dryRun === true) return;
  if (force === true && (why ?? '').trim() !== '') return;
  const share = Math.round((lostBlocks * 100) / claims);
  throw new ManagementError(
    'needs-force',
    `Cannot take away ${lostBlocks} of ${claims} blocks (${share} %): more than ${LARGE_PERCENT} % needs force and a reason: look at a dry run first`,
  );
}
