import type { Answer } from '@nearhop/http1';
import type { CacheStore } from '@nearhop/cache-store';
import { decideReuse, type ReuseDecision } from '@nearhop/http-cache';
import { asideOrder } from './asking.ts';
import type { Deliveries } from './delivery.ts';
import { failureFor } from './failure-answer.ts';
import type { ForwardingRules } from './forwarded-request.ts';
import { ObjectGiver } from './object-giver.ts';
import { MetadataReader, type KnownObject } from './object-metadata.ts';
import { OriginAsker } from './origin-asker.ts';
import { problemAnswer } from './problem-answer.ts';
import { VariantKeys, type Selection } from './variant-keys.ts';
import type { Round, Visit } from './visit.ts';

export interface ContentServerDependencies {
  readonly store: CacheStore;
  readonly deliveries: Deliveries;
  readonly forwarding: ForwardingRules;
  readonly now: () => number;
}

/** Objects may change under our eyes; so often in a row they do not. */
const MOST_ROUNDS = 5;
const ONLY_IF_CACHED = problemAnswer(504, 'Not stored', 'The request asks for nothing that must be fetched');

/** Answers GET and HEAD from the store, and from origins by way of it. */
export class ContentServer {
  readonly #deps: ContentServerDependencies;
  readonly #variants: VariantKeys;
  readonly #giver: ObjectGiver;
  readonly #asker: OriginAsker;

  constructor(dependencies: ContentServerDependencies) {
    const metadata = new MetadataReader();
    this.#deps = dependencies;
    this.#variants = new VariantKeys(dependencies.store, metadata);
    this.#giver = new ObjectGiver(dependencies);
    this.#asker = new OriginAsker({ ...dependencies, metadata, giver: this.#giver });
  }

  async answer(visit: Visit): Promise<Answer> {
    let why = '';
    for (let round = 0; round < MOST_ROUNDS; round++) {
      const outcome = await this.#round(visit);
      if (outcome.kind === 'answer') return outcome.answer;
      why = outcome.why;
    }
    return failureFor(why, visit, this.#deps.deliveries);
  }

  async #round(visit: Visit): Promise<Round<Answer>> {
    const { content, client, policy } = visit;
    const selection = await this.#variants.select(client, content, policy);
    if (isNeverCached(visit)) {
      return this.#asker.ask({
        visit,
        selection,
        reason: 'bypass',
        validating: null,
        onError: 'fail',
        keeping: 'pass',
      });
    }
    const stored = selection.known?.stored ?? null;
    const decision = decideReuse({ request: client, stored, nowMs: this.#deps.now(), policy });
    return this.#act(visit, selection, decision);
  }

  #act(visit: Visit, selection: Selection, decision: ReuseDecision): Round<Answer> | Promise<Round<Answer>> {
    const { known, forwarded, missing } = selection;
    if (decision.kind === 'only-if-cached') return this.#refuse(visit);
    const keeping = this.#variants.mayStore(visit.content, selection.key) ? 'by-the-rules' : 'pass';
    if (known === null || decision.kind === 'miss') {
      return this.#asker.ask({ visit, selection, reason: missing, validating: null, onError: 'fail', keeping });
    }
    switch (decision.kind) {
      case 'stale-while-revalidate':
        void this.#validateAside(visit, selection, known);
        return this.#giver.giveStored(visit, forwarded, known);
      case 'fresh':
      case 'stale':
        return this.#giver.giveStored(visit, forwarded, known);
      case 'revalidate':
        break;
    }
    const validating = visit.notes.isUnconditional ? null : known;
    const { forward: reason, onError } = decision;
    return this.#asker.ask({ visit, selection, reason, validating, onError, keeping });
  }

  /** Whoever asked has been answered: what comes of it is for those who ask next. */
  async #validateAside(visit: Visit, selection: Selection, known: KnownObject): Promise<void> {
    const fetched = await this.#deps.store.fetch(asideOrder(visit, selection, known, this.#deps.forwarding));
    if (fetched.kind === 'pass') fetched.passage.close();
  }

  #refuse(visit: Visit): Round<Answer> {
    const provenance = { status: { outcome: 'hit', detail: 'only-if-cached' }, fetch: 'none' } as const;
    this.#deps.deliveries.bodiless(visit, provenance, ONLY_IF_CACHED.status);
    return { kind: 'answer', answer: ONLY_IF_CACHED };
  }
}

function isNeverCached({ content: { origin, target } }: Visit): boolean {
  return origin.neverCache?.some((beginning) => target.startsWith(beginning)) === true;
}
