import { nodeOfCredential } from '@nearhop/auth';
import type { SecretStore } from '@nearhop/registry';
import { holderOf } from './enrolments.ts';
import { enrolmentsOf, type Enrolment } from './stored-keys.ts';

/** A revoked credential is refused after this long at the latest. */
const TRUSTED_MS = 500;
/** A credential is replaced when it gets this old. */
const RENEW_AFTER_MS = 30 * 24 * 60 * 60 * 1_000;

export interface CredentialCacheDependencies {
  readonly secrets: Pick<SecretStore, 'get' | 'version'>;
  readonly now: () => Date;
  /** Milliseconds of a clock that never goes back. */
  readonly monotonicMs: () => number;
}

/** Whose credential it is, and whether it should be traded for a new one. */
export interface KnownCredential {
  readonly node: string;
  /** Of the installation that holds it. */
  readonly publicKey: string;
  readonly renew: boolean;
}

interface Entry {
  readonly enrolments: readonly Enrolment[];
  /** What the store's version was when they were read. */
  readonly version: number;
}

/**
 * Who sends a credential, from memory. The store is asked for its version twice a second; only when that has changed is a node's
 * record read again. When the store cannot be asked, nobody is let in: rejects with RegistryUnavailableError.
 */
export class CredentialCache {
  readonly #dependencies: CredentialCacheDependencies;
  readonly #entries = new Map<string, Entry>();
  #version: Promise<number> = Promise.resolve(-1);
  #askedMs = Number.NEGATIVE_INFINITY;

  constructor(dependencies: CredentialCacheDependencies) {
    this.#dependencies = dependencies;
  }

  /** Undefined for what is no credential, or one that is not taken (any more). */
  async check(credential: string): Promise<KnownCredential | undefined> {
    const node = nodeOfCredential(credential);
    if (node === undefined) return undefined;
    const { enrolments } = await this.#entryOf(node);
    const now = this.#dependencies.now();
    const found = holderOf(enrolments, credential, now);
    if (found === undefined) return undefined;
    const { stored, enrolment } = found;
    const isNewest = enrolment.credentials[0] === stored;
    const isOld = now.getTime() - Date.parse(stored.issuedAt) >= RENEW_AFTER_MS;
    return { node, publicKey: enrolment.publicKey, renew: stored.renewalAsked || !isNewest || isOld };
  }

  async #entryOf(node: string): Promise<Entry> {
    const version = await this.#currentVersion();
    const known = this.#entries.get(node);
    if (known?.version === version) return known;
    const { value } = await enrolmentsOf(this.#dependencies.secrets, node);
    const entry: Entry = { enrolments: value, version };
    // A node that has none is not remembered: anybody may name one.
    if (value.length === 0) this.#entries.delete(node);
    else this.#entries.set(node, entry);
    return entry;
  }

  /** One question for all who ask within its time. A failure is not kept. */
  async #currentVersion(): Promise<number> {
    const nowMs = this.#dependencies.monotonicMs();
    if (nowMs - this.#askedMs >= TRUSTED_MS) {
      this.#askedMs = nowMs;
      this.#version = this.#dependencies.secrets.version();
    }
    try {
      return await this.#version;
    } catch (error) {
      this.#askedMs = Number.NEGATIVE_INFINITY;
      throw error;
    }
  }
}
