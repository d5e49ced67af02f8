import type { CachePolicy, CacheStatus } from '@nearhop/http-cache';
import type { ClientRequest } from './client-request.ts';
import type { ContentPlace } from './content-place.ts';

/** One client's request on its way through the node. */
export interface Visit {
  readonly client: ClientRequest;
  readonly content: ContentPlace;
  readonly policy: CachePolicy;
  readonly startedAtMs: number;
  /** What earlier rounds have found out. */
  readonly notes: VisitNotes;
}

export interface VisitNotes {
  /** An answer that it waited for was for somebody else. */
  isAlone: boolean;
  /** The origin's 304 was about other content. */
  isUnconditional: boolean;
  /** A part of the object was not enough. */
  wantsWhole: boolean;
}

/** What one look at the store and the origin came to. */
export type Round<Outcome> =
  { readonly kind: 'answer'; readonly answer: Outcome } | { readonly kind: 'again'; readonly why: string };

/** How an answer came about, for Cache-Status, counters and the access log. */
export interface Provenance {
  readonly status: CacheStatus;
  /** Whether bytes that were not stored were fetched for this client, or for another that it followed. */
  readonly fetch: 'none' | 'own' | 'followed';
}

export function newNotes(): VisitNotes {
  return { isAlone: false, isUnconditional: false, wantsWhole: false };
}
