import type { Decision, Refill, SourceHead } from '@nearhop/cache-store';
import { isOriginError, mayStore } from '@nearhop/http-cache';
import { askedWith, metadataFor } from './fetch-plan.ts';
import { sourceRequest, type ForwardedRequest, type ForwardingRules } from './forwarded-request.ts';
import { versionOf } from './object-version.ts';
import { receivedResponse } from './received-head.ts';
import type { SourceRequest } from '../source/source-request.ts';
import type { Visit } from './visit.ts';

/** How the slices that an object lacks are fetched for one client. The store asks it only for what nobody else is bringing already. */
export class RefillPlan implements Refill {
  readonly request: SourceRequest;
  /** Whether the origin was asked on behalf of this client. */
  isUsed = false;
  readonly #visit: Visit;
  readonly #forwarded: ForwardedRequest;
  readonly #gone: () => void;

  /** `gone` is called when the origin has no such object any more. */
  constructor(visit: Visit, forwarded: ForwardedRequest, rules: ForwardingRules, gone: () => void) {
    this.#visit = visit;
    this.#forwarded = { ...forwarded, method: 'GET' };
    this.#gone = gone;
    this.request = sourceRequest(visit.client, this.#forwarded, visit.content, rules);
  }

  readonly decide = (head: SourceHead): Decision => {
    this.isUsed = true;
    const { policy } = this.#visit;
    const response = receivedResponse(head);
    if (isOriginError(response.status)) return { kind: 'drop' };
    const request = { ...askedWith(this.#visit, this.#forwarded), method: 'GET' };
    const decision = mayStore({ request, response, policy });
    if (decision.store) {
      const version = versionOf(head, response, decision.record, policy);
      return { kind: 'store', version, metadata: metadataFor(decision.record, this.#forwarded) };
    }
    this.#gone();
    return { kind: 'drop' };
  };
}
