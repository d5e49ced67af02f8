/** What a process of writers is told at its start, as JSON in its only argument. */
export interface WritersOptions {
  readonly store: string;
  /** How many replicas must have a commit; unset for the driver's own choice. */
  readonly acks?: number;
  readonly name: string;
  readonly writers: number;
  readonly seed: number;
}

/** To a process of writers. */
export type WriterOrder =
  /** How long each rests between two commits. */
  | { readonly kind: 'pace'; readonly restMs: number }
  /** Bring what is open to an end, and write no more. */
  | { readonly kind: 'drain' }
  /** Nobody writes any more: let the follower catch up, and stop. */
  | { readonly kind: 'finish' };

/** One call of `commit`, as its caller saw it. */
export interface Attempt {
  /** The idempotency key, and the id of the one record that the commit writes. */
  readonly key: string;
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  readonly outcome:
    | {
        readonly kind: 'acknowledged';
        readonly revision: number;
        readonly chain: string;
        readonly previously: boolean;
      }
    /** OutcomeUnknownError */
    | { readonly kind: 'unknown'; readonly why: string }
    /** RegistryUnavailableError: not made */
    | { readonly kind: 'unavailable'; readonly why: string }
    /** Anything else: nobody writes what could be refused. */
    | { readonly kind: 'odd'; readonly why: string };
}

/** Where a follower stood, whenever that changed. */
export interface Sighting {
  readonly revision: number;
  readonly chain: string;
}

export type WriterReport =
  | { readonly kind: 'ready' }
  | { readonly kind: 'seen'; readonly attempts: readonly Attempt[]; readonly sightings: readonly Sighting[] }
  | { readonly kind: 'drained' }
  /** `records` is what the follower holds at the end: key and revision of each. */
  | { readonly kind: 'stopped'; readonly records: readonly (readonly [key: string, revision: number])[] };
