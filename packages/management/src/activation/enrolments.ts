import { hashSecret, matchesHash, newNodeCredential } from '@nearhop/auth';
import type { CredentialIssued } from '@nearhop/contracts';
import { MAX_CREDENTIALS, type Enrolment, type StoredCredential } from './stored-keys.ts';

/** How long the credentials of before are taken beside a new one. */
export const OVERLAP_MS = 10 * 60 * 1_000;

export interface Issued {
  readonly enrolment: Enrolment;
  readonly issued: CredentialIssued;
}

/** Gives an installation a new credential; those that it has are taken for ten minutes more at most. */
export function withNewCredential(node: string, enrolment: Enrolment, now: Date): Issued {
  const credential = newNodeCredential(node);
  const issuedAt = now.toISOString();
  const end = new Date(now.getTime() + OVERLAP_MS).toISOString();
  const older = enrolment.credentials
    .filter((one) => isValid(one, now))
    .map(({ hash, issuedAt: since, validUntil }) => {
      return { hash, issuedAt: since, validUntil: earlier(validUntil, end), renewalAsked: false };
    });
  const newest = { hash: hashSecret(credential), issuedAt, renewalAsked: false };
  return {
    enrolment: { ...enrolment, credentials: [newest, ...older].slice(0, MAX_CREDENTIALS) },
    issued: { node, credential, issuedAt, ...(older.length > 0 && { olderValidUntil: end }) },
  };
}

/** The installation that holds a credential, and the credential as stored. */
export function holderOf(
  enrolments: readonly Enrolment[],
  credential: string,
  now: Date,
): { readonly enrolment: Enrolment; readonly stored: StoredCredential } | undefined {
  for (const enrolment of enrolments) {
    const stored = enrolment.credentials.find((one) => matchesHash(credential, one.hash));
    if (stored !== undefined && isValid(stored, now)) return { enrolment, stored };
  }
  return undefined;
}

/** How many credentials are taken now. */
export function validCount({ credentials }: Enrolment, now: Date): number {
  return credentials.filter((one) => isValid(one, now)).length;
}

function isValid({ validUntil }: StoredCredential, now: Date): boolean {
  return validUntil === undefined || Date.parse(validUntil) > now.getTime();
}

/** Instants in UTC with milliseconds are in order as text. */
function earlier(one: string | undefined, other: string): string {
  return one !== undefined && one < other ? one : other;
}
