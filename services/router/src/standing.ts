import { headerLine } from '@nearhop/http1';

/** The two numbers that answers follow from, kept as text because each answer carries them. */
export class Standing {
  readonly #now: () => Date;
  revision = 0;
  health = 0;
  /** The end of an answer's body. */
  bodyTail = bodyTail(0, 0);
  /** Both, as a 304 carries them. */
  headers = headers(0, 0);
  /** When the revision was taken, RFC 3339 in UTC; null before the first. */
  since: string | null = null;

  constructor(now: () => Date) {
    this.#now = now;
  }

  /** `revision` is undefined while there is no table. */
  set(tableRevision: number | undefined, health: number): void {
    const revision = tableRevision ?? 0;
    if (tableRevision === undefined) this.since = null;
    else if (revision !== this.revision || this.since === null) this.since = this.#now().toISOString();
    this.revision = revision;
    this.health = health;
    this.bodyTail = bodyTail(revision, health);
    this.headers = headers(revision, health);
  }
}

function bodyTail(revision: number, health: number): string {
  return `,"revision":${revision},"health":${health}}`;
}

function headers(revision: number, health: number): string {
  return headerLine('Nearhop-Revision', String(revision)) + headerLine('Nearhop-Health', String(health));
}
