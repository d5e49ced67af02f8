import { RegistryUnavailableError } from '../errors.ts';
import type { SecretKind, StoredSecret } from '../secret-store.ts';

/** A secret from its stored text. Throws RegistryUnavailableError for what is no JSON, without quoting any of it. */
export function readSecret(kind: SecretKind, id: string, revision: number, text: string): StoredSecret {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new RegistryUnavailableError(`Cannot read ${kind} "${id}": it is garbage: restore the store`);
  }
  return { kind, id, revision, value };
}
