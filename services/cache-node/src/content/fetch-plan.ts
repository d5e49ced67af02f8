import type { Decision, SourceHead } from '@nearhop/cache-store';
import {
  freshenBy304,
  freshenByHead,
  HeaderFields,
  isOriginError,
  mayStore,
  varyNames,
  varyValues,
  type Freshening,
  type NotStored,
  type ReceivedResponse,
  type RequestHead,
  type ResponseRecord,
} from '@nearhop/http-cache';
import type { ForwardedRequest } from './forwarded-request.ts';
import { writeMetadata, type KnownObject } from './object-metadata.ts';
import { versionOf } from './object-version.ts';
import { receivedResponse } from './received-head.ts';
import type { Visit } from './visit.ts';

export interface FetchPurpose {
  readonly visit: Visit;
  readonly forwarded: ForwardedRequest;
  /** What is being validated; null when nothing is. */
  readonly validating: KnownObject | null;
  /** Whether that may stand in for an origin that fails. */
  readonly onError: 'serve-stored' | 'fail';
  /** `pass`: whatever comes is kept nowhere. */
  readonly keeping: 'by-the-rules' | 'pass';
}

/** What was found out while deciding. */
export type PlanOutcome =
  | { readonly kind: 'undecided' }
  | { readonly kind: 'kept' }
  | { readonly kind: 'passed'; readonly why: NotStored | 'never-cached' }
  /** The 304 holds, and is the last use of what is stored. */
  | { readonly kind: 'last-use' }
  /** The origin fails: what is stored stands in. */
  | { readonly kind: 'stale-instead'; readonly status: number }
  | { readonly kind: 'other-content' }
  /** To HEAD: the head is the answer. */
  | { readonly kind: 'head-only'; readonly response: ReceivedResponse };

const NOT_MODIFIED = 304;
const DROP: Decision = { kind: 'drop' };
const PASS: Decision = { kind: 'pass' };

/** Decides what becomes of the origin's answer to one question, and remembers why. */
export class FetchPlan {
  outcome: PlanOutcome = { kind: 'undecided' };
  readonly #purpose: FetchPurpose;

  constructor(purpose: FetchPurpose) {
    this.#purpose = purpose;
  }

  decide(head: SourceHead): Decision {
    const { validating, onError, keeping, visit } = this.#purpose;
    const response = receivedResponse(head);
    if (response.status === NOT_MODIFIED) return this.#notModified(response);
    if (validating !== null && onError === 'serve-stored' && isOriginError(response.status)) {
      return this.#settle({ kind: 'stale-instead', status: response.status }, DROP);
    }
    if (visit.client.method === 'HEAD') return this.#headAnswered(response);
    if (keeping === 'pass') return this.#settle({ kind: 'passed', why: 'never-cached' }, PASS);
    const decision = mayStore({ request: this.#asAsked(), response, policy: visit.policy });
    if (!decision.store) return this.#settle({ kind: 'passed', why: decision.why }, PASS);
    const version = versionOf(head, response, decision.record, visit.policy);
    return this.#settle({ kind: 'kept' }, { kind: 'store', version, metadata: this.#metadata(decision.record) });
  }

  #notModified(response: ReceivedResponse): Decision {
    const { validating, visit } = this.#purpose;
    // The client's own condition, about nothing that is stored.
    if (validating === null) return this.#settle({ kind: 'passed', why: 'status' }, PASS);
    return this.#freshened(
      freshenBy304({ request: this.#asAsked(), stored: validating.stored, response, policy: visit.policy }),
    );
  }

  #headAnswered(response: ReceivedResponse): Decision {
    const { validating, visit } = this.#purpose;
    if (validating === null || response.status !== validating.stored.status) {
      return this.#settle({ kind: 'head-only', response }, DROP);
    }
    const freshening = freshenByHead({
      request: this.#asAsked(),
      stored: validating.stored,
      response,
      policy: visit.policy,
    });
    if (freshening.kind === 'other-content') return this.#settle({ kind: 'head-only', response }, DROP);
    return this.#freshened(freshening);
  }

  #freshened(freshening: Freshening): Decision {
    if (freshening.kind === 'other-content') return this.#settle({ kind: 'other-content' }, DROP);
    const metadata = this.#metadata(freshening.record);
    return this.#settle({ kind: freshening.kind === 'updated' ? 'kept' : 'last-use' }, { kind: 'refresh', metadata });
  }

  #settle(outcome: PlanOutcome, decision: Decision): Decision {
    this.outcome = outcome;
    return decision;
  }

  #metadata(record: ResponseRecord): string {
    return metadataFor(record, this.#purpose.forwarded);
  }

  #asAsked(): RequestHead {
    return askedWith(this.#purpose.visit, this.#purpose.forwarded);
  }
}

/** The metadata of an answer to a request: what chose it stands beside it. */
export function metadataFor(record: ResponseRecord, forwarded: ForwardedRequest): string {
  const names = varyNames(new HeaderFields(record.fields));
  return writeMetadata({ record, varyValues: names === '*' ? [] : varyValues(names, forwarded) });
}

/** The request that an answer is judged by: what went to the origin, and what the client asked of caches. */
export function askedWith({ client }: Visit, forwarded: ForwardedRequest): RequestHead {
  return {
    method: client.method,
    joinedHeader: (name) =>
      name === 'cache-control' || name === 'pragma' ? client.joinedHeader(name) : forwarded.joinedHeader(name),
  };
}
