import { RegistryUnavailableError } from '../errors.ts';
import type { Link } from './link.ts';

/**
 * Rejects with RegistryUnavailableError when a crash of this server would lose commits that it answered: without an append-only file, or
 * where it can be told, with one that is not written out before the answer. `mayAsk`: the configuration may be asked; a user of its own
 * may not, since who may read that may read its passwords too, and the server would note each attempt.
 */
export async function insistOnDurability(
  link: Link,
  { store, mayAsk }: { readonly store: string; readonly mayAsk: boolean },
): Promise<void> {
  const persistence = String(await link.call('INFO', 'persistence'));
  if (!/^aof_enabled:1\r?$/m.test(persistence)) throw complaint(store, 'keeps no append-only file');
  const policy = mayAsk ? await fsyncPolicy(link) : undefined;
  if (policy !== undefined && policy !== 'always') throw complaint(store, `has "appendfsync ${policy}"`);
}

/** Undefined when we may not know. */
async function fsyncPolicy(link: Link): Promise<string | undefined> {
  try {
    const [, value] = (await link.call('CONFIG', 'GET', 'appendfsync')) as string[];
    return value;
  } catch {
    return undefined;
  }
}

function complaint(store: string, what: string): RegistryUnavailableError {
  return new RegistryUnavailableError(
    `Cannot write to store "${store}": its server ${what}, so that a crash loses commits: put the lines "appendonly yes" and "appendfsync always" into its redis.conf`,
  );
}
