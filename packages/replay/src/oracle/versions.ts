/** One value of a record and since which revision it holds; the earlier ones hang behind it, newest first. */
interface Version<T> {
  readonly since: number;
  readonly value: T;
  before: Version<T> | undefined;
}

/** A record's values over the revisions, `undefined` for "was not there". */
export class Versions<T> {
  #newest: Version<T> | undefined;

  get newest(): T | undefined {
    return this.#newest?.value;
  }

  /** The value that holds at a revision. */
  at(revision: number): T | undefined {
    let version = this.#newest;
    while (version !== undefined && version.since > revision) version = version.before;
    return version?.value;
  }

  /** Revisions must not go back; the same one again replaces what it said. */
  set(revision: number, value: T): void {
    const before = this.#newest?.since === revision ? this.#newest.before : this.#newest;
    this.#newest = { since: revision, value, before };
  }

  /** Forgets what held only before the revision. */
  forgetBefore(revision: number): void {
    let version = this.#newest;
    while (version !== undefined && version.since > revision) version = version.before;
    if (version !== undefined) version.before = undefined;
  }
}
