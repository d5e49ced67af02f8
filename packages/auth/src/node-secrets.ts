import { nodeCredentialSchema } from '@nearhop/contracts';
import { randomSecret } from './secret-text.ts';

const ID_LENGTH = 16;

/** A new registration key: `nhk_` and 256 random bits. */
export function newRegistrationKey(): string {
  return `nhk_${randomSecret()}`;
}

/** A new credential of a node. It names the node, so that whoever checks it has one record to look at. */
export function newNodeCredential(nodeId: string): string {
  return `nhc_${nodeId.slice('n_'.length)}_${randomSecret()}`;
}

/** The id of the node that a text claims to be a credential of; undefined for what is none. */
export function nodeOfCredential(text: string): string | undefined {
  return nodeCredentialSchema.safeParse(text).success ? `n_${text.slice(4, 4 + ID_LENGTH)}` : undefined;
}

/** The token of an `Authorization: Bearer` header (RFC 6750 section 2.1). */
export function bearerToken(header: string | undefined): string | undefined {
  return /^Bearer ([A-Za-z0-9._~+/-]{1,200}=*)$/i.exec(header ?? '')?.[1];
}
