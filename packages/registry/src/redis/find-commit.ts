import type { RegistryPosition } from '../revision.ts';
import { readMade } from './commit-reply.ts';
import type { Committer } from './committer.ts';
import { POSITION, repeatedKey } from './keys.ts';
import type { Link } from './link.ts';
import { SCRIPTS } from './scripts.ts';

/** Whether a key made anything: what it made is told by `confirmCommit`. */
export async function hasMade(link: Link, idempotencyKey: string): Promise<boolean> {
  return (await link.call('GET', repeatedKey(idempotencyKey))) !== null;
}

/**
 * The position after the commit that a key made, once enough replicas have that commit: it may be one whose outcome was unknown, and
 * whoever asks takes the answer for an acknowledgement.
 */
export async function confirmCommit(
  link: Link,
  committer: Committer,
  idempotencyKey: string,
): Promise<RegistryPosition | undefined> {
  const made = await SCRIPTS.confirmCommit.run(link, [POSITION, repeatedKey(idempotencyKey)], []);
  if (typeof made !== 'string' || made === '') return undefined;
  await committer.acknowledged(link);
  return readMade(made, committer.lineage);
}
