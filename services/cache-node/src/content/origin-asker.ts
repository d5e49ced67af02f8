import type { Answer } from '@nearhop/http1';
import type { CacheStore, Fetched } from '@nearhop/cache-store';
import { isOriginError } from '@nearhop/http-cache';
import { orderOf, type Asking } from './asking.ts';
import type { Deliveries } from './delivery.ts';
import { failedRound } from './failure-answer.ts';
import type { FetchPlan } from './fetch-plan.ts';
import type { ForwardingRules } from './forwarded-request.ts';
import { headAnswer } from './head-answer.ts';
import type { ObjectGiver } from './object-giver.ts';
import type { MetadataReader } from './object-metadata.ts';
import { passageAnswer } from './passage-answer.ts';
import { missStatus } from './provenance.ts';
import { receivedResponse } from './received-head.ts';
import { isChosen } from './variant-keys.ts';
import type { Round, Visit } from './visit.ts';

export interface OriginAskerDependencies {
  readonly store: CacheStore;
  readonly metadata: MetadataReader;
  readonly giver: ObjectGiver;
  readonly deliveries: Deliveries;
  readonly forwarding: ForwardingRules;
}

type FetchedOf<Kind extends Fetched['kind']> = Extract<Fetched, { readonly kind: Kind }>;

/** Asks the origin, by way of the store, and answers with what came. */
export class OriginAsker {
  readonly #deps: OriginAskerDependencies;

  constructor(dependencies: OriginAskerDependencies) {
    this.#deps = dependencies;
  }

  async ask(asking: Asking): Promise<Round<Answer>> {
    const { order, plan } = orderOf(asking, this.#deps.forwarding);
    return this.#answer(asking, plan, await this.#deps.store.fetch(order));
  }

  #answer(asking: Asking, plan: FetchPlan, fetched: Fetched): Round<Answer> | Promise<Round<Answer>> {
    switch (fetched.kind) {
      case 'object':
        return this.#answerObject(asking, plan, fetched);
      case 'pass':
        return this.#answerPassage(asking, plan, fetched);
      case 'unshared':
        return alone(asking.visit);
      case 'dropped':
        return this.#answerDropped(asking, plan, fetched);
      case 'failed':
        break;
    }
    return this.#answerFailed(asking, fetched);
  }

  #answerObject(
    asking: Asking,
    plan: FetchPlan,
    { object, head, part }: FetchedOf<'object'>,
  ): Round<Answer> | Promise<Round<Answer>> {
    const { visit, selection, reason } = asking;
    const { store, metadata, giver } = this.#deps;
    // Another request was quicker: what it brought is judged like all that is stored.
    if (head === null) return { kind: 'again', why: 'another-object' };
    const known = metadata.read(object, visit.policy);
    if (known === undefined || !isChosen(known, selection.forwarded)) return { kind: 'again', why: 'another-variant' };
    const isOwn = part === 'asked';
    const status = missStatus(reason, head, { stored: 'yes', collapsed: isOwn ? 'no' : 'yes' });
    if (plan.outcome.kind === 'last-use') void store.purge({ by: 'key', key: selection.key });
    return giver.give(visit, selection.forwarded, known, { status, fetch: isOwn ? 'own' : 'followed' });
  }

  #answerPassage({ visit, reason }: Asking, { outcome }: FetchPlan, { passage, head, reason: why }: FetchedOf<'pass'>) {
    const detail = outcome.kind === 'passed' ? outcome.why : why;
    const status = missStatus(reason, head, { stored: 'no', detail });
    const { deliveries, forwarding } = this.#deps;
    const provenance = { status, fetch: 'own' } as const;
    const { pseudonym } = forwarding;
    return passageAnswer({ visit, passage, head, provenance, pseudonym, judged: 'by-us' }, deliveries);
  }

  #answerDropped(
    asking: Asking,
    { outcome }: FetchPlan,
    { head, part }: FetchedOf<'dropped'>,
  ): Round<Answer> | Promise<Round<Answer>> {
    const { visit, selection, validating, reason } = asking;
    const { deliveries, forwarding, giver } = this.#deps;
    const isStandIn = asking.onError === 'serve-stored' && isOriginError(receivedResponse(head).status);
    if (isStandIn && validating !== null) {
      return giver.giveStored(visit, selection.forwarded, validating, 'stale-if-error');
    }
    if (part === 'waited') return alone(visit);
    if (outcome.kind === 'head-only') {
      const status = missStatus(reason, head, { stored: 'no' });
      return headAnswer({ visit, response: outcome.response, status, pseudonym: forwarding.pseudonym }, deliveries);
    }
    visit.notes.isUnconditional = true;
    return { kind: 'again', why: outcome.kind };
  }

  #answerFailed(
    { visit, selection, onError }: Asking,
    { failure }: FetchedOf<'failed'>,
  ): Round<Answer> | Promise<Round<Answer>> {
    const { known, forwarded } = selection;
    if (onError === 'serve-stored' && known !== null) {
      return this.#deps.giver.giveStored(visit, forwarded, known, 'stale-if-error');
    }
    return failedRound(failure.code, visit, this.#deps.deliveries);
  }
}

function alone({ notes }: Visit): Round<never> {
  notes.isAlone = true;
  return { kind: 'again', why: 'unshared' };
}
