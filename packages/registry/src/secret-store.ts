/** What a secret is for; its value's form is its user's. */
export const SECRET_KINDS = [
  'registration-key',
  'node-credential',
  'webhook',
  'user',
  'token',
  'signing-key',
  'setting',
] as const;
export type SecretKind = (typeof SECRET_KINDS)[number];

/** A secret as it stands: hashes and encrypted keys, never anything that could be used as it lies. */
export interface StoredSecret {
  readonly kind: SecretKind;
  readonly id: string;
  /** Goes up with every write of this secret. */
  readonly revision: number;
  /** JSON, at most 64 KiB as text. */
  readonly value: unknown;
}

export interface SecretWrite {
  readonly kind: SecretKind;
  readonly id: string;
  /** Null for "gone". */
  readonly value: unknown;
  /** The revision that it must have, 0 for "does not exist"; left out: whatever it has. */
  readonly expected?: number;
}

export type SecretOutcome =
  | { readonly kind: 'written' }
  /** One was not as expected; nothing was written. */
  | { readonly kind: 'stale'; readonly id: string };

/**
 * Keys, credentials, users and tokens: beside the registry, apart from everything that followers read, and no part of its history.
 * As durable as a commit. Methods reject with `RegistryUnavailableError`, writes also with `OutcomeUnknownError`.
 */
export interface SecretStore {
  get(kind: SecretKind, id: string): Promise<StoredSecret | undefined>;
  /** In ascending order of id, those after `after`. */
  list(
    kind: SecretKind,
    options: { readonly after?: string; readonly limit: number },
  ): Promise<readonly StoredSecret[]>;
  /** Writes all, at most 100, or none. */
  write(writes: readonly SecretWrite[]): Promise<SecretOutcome>;
  /** A number that goes up with every write of any secret: who remembers secrets asks it whether they still hold. */
  version(): Promise<number>;
}
