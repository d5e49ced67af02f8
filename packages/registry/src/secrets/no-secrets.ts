import type { SecretStore } from '../secret-store.ts';

/** What a registry that is open to follow has for secrets: followers never see any. */
export const NO_SECRETS: SecretStore = {
  get: refuse,
  list: refuse,
  write: refuse,
  version: refuse,
};

async function refuse(): Promise<never> {
  throw new TypeError('Cannot use secrets: the registry was opened to follow: open it with access "write"');
}
