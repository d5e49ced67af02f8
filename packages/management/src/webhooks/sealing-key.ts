import { newSealingKey } from '@nearhop/auth';
import type { SecretStore } from '@nearhop/registry';
import { z } from 'zod';
import type { ManagementContext } from '../management-context.ts';
import { writeSecrets } from '../activation/write-secrets.ts';

const ID = 'webhook-sealing-key';
const storedKeySchema = z.strictObject({ key: z.string() });

/**
 * The key that seals the secrets of webhooks, which must be had again to sign with. It lies in the same store as a secret of its own: a
 * list, a message or a copy of webhooks shows no secret that could be used, and whoever has all of the secret store has everything.
 */
export async function sealingKey(context: Pick<ManagementContext, 'registry'>): Promise<string> {
  return (await storedKey(context.registry.secrets)) ?? makeKey(context);
}

async function storedKey(secrets: Pick<SecretStore, 'get'>): Promise<string | undefined> {
  const stored = await secrets.get('setting', ID);
  return stored && storedKeySchema.parse(stored.value).key;
}

/** Of several that make one at the same time, the first is everybody's. */
function makeKey(context: Pick<ManagementContext, 'registry'>): Promise<string> {
  return writeSecrets(context, async () => {
    const there = await storedKey(context.registry.secrets);
    if (there !== undefined) return { writes: [], result: there };
    const key = newSealingKey();
    return { writes: [{ kind: 'setting', id: ID, value: { key }, expected: 0 }], result: key };
  });
}
