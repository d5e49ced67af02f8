import type { Answer } from '@nearhop/http1';
import type { CacheStore } from '@nearhop/cache-store';
import type { CacheStatus } from '@nearhop/http-cache';
import type { Deliveries } from './delivery.ts';
import type { ForwardedRequest, ForwardingRules } from './forwarded-request.ts';
import { objectAnswer } from './object-answer.ts';
import type { KnownObject } from './object-metadata.ts';
import { hitStatus } from './provenance.ts';
import { RefillPlan } from './refill-plan.ts';
import type { Provenance, Round, Visit } from './visit.ts';

export interface ObjectGiverDependencies {
  readonly store: CacheStore;
  readonly deliveries: Deliveries;
  readonly forwarding: ForwardingRules;
  readonly now: () => number;
}

/** Gives a client what is stored; what of it is missing comes from the origin. */
export class ObjectGiver {
  readonly #deps: ObjectGiverDependencies;

  constructor(dependencies: ObjectGiverDependencies) {
    this.#deps = dependencies;
  }

  /** What no origin was asked about; `detail` for Cache-Status. */
  giveStored(visit: Visit, forwarded: ForwardedRequest, known: KnownObject, detail?: string): Promise<Round<Answer>> {
    const hit = hitStatus(known.stored, this.#deps.now());
    const status: CacheStatus = detail === undefined ? hit : { ...hit, detail };
    return this.give(visit, forwarded, known, { status, fetch: 'none' });
  }

  give(visit: Visit, forwarded: ForwardedRequest, known: KnownObject, provenance: Provenance): Promise<Round<Answer>> {
    const { store, forwarding, deliveries, now } = this.#deps;
    const gone = (): void => void store.purge({ by: 'key', key: known.object.key });
    const refill = new RefillPlan(visit, forwarded, forwarding, gone);
    const { pseudonym } = forwarding;
    return objectAnswer({ visit, known, provenance, refill, pseudonym, nowMs: now() }, deliveries);
  }
}
