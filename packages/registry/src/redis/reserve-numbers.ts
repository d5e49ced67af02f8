import { MAX_NODE_NUMBER } from '@nearhop/contracts';
import { OutcomeUnknownError, RegistryUnavailableError } from '../errors.ts';
import type { Committer } from './committer.ts';
import { POSITION } from './keys.ts';
import type { Link } from './link.ts';
import { SCRIPTS } from './scripts.ts';

/**
 * Takes `count` node numbers out of the store for good, and returns the first. Numbers of which nobody knows whether they were taken
 * were not handed out: they are lost, and that is all. Throws RangeError when there are not so many left.
 */
export async function reserveNumbers(link: Link, committer: Committer, count: number): Promise<number> {
  if (!Number.isInteger(count) || count < 1) {
    throw new RangeError(`Cannot reserve node numbers: count must be an integer of at least 1: received ${count}`);
  }
  const [kind, number] = (await SCRIPTS.reserveNumbers.run(
    link,
    [POSITION],
    [committer.lineage, count, MAX_NODE_NUMBER],
  )) as [string, number];
  if (kind === 'spent') throw new RangeError(`Cannot reserve node numbers: ${number} are left: received ${count}`);
  if (kind !== 'reserved')
    throw new RegistryUnavailableError('Cannot reserve node numbers: the registry is gone from this Redis: restore it');
  try {
    await committer.acknowledged(link);
  } catch (error) {
    if (error instanceof OutcomeUnknownError)
      throw new RegistryUnavailableError('Cannot reserve node numbers: too few replicas have them');
    throw error;
  }
  return number;
}
