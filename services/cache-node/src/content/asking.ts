import type { FetchOrder } from '@nearhop/cache-store';
import { validationFields, type ForwardReason } from '@nearhop/http-cache';
import { FetchPlan } from './fetch-plan.ts';
import { sourceRequest, type ForwardingRules } from './forwarded-request.ts';
import type { KnownObject } from './object-metadata.ts';
import { privateKey } from './private-key.ts';
import type { Selection } from './variant-keys.ts';
import type { Visit } from './visit.ts';
import { wantedRange } from './wanted-range.ts';

/** Why and how an origin is asked for one client. */
export interface Asking {
  readonly visit: Visit;
  readonly selection: Selection;
  readonly reason: ForwardReason;
  /** What may still hold; null when nothing is validated. */
  readonly validating: KnownObject | null;
  readonly onError: 'serve-stored' | 'fail';
  /** `pass`: whatever comes is kept nowhere. */
  readonly keeping: 'by-the-rules' | 'pass';
}

const WHOLE = { start: 0, end: null };
/** Of a new version enough to put it into the old one's place: the rest comes when somebody wants it. */
const BEGINNING = { start: 0, end: 1 };

/** The order to the store, with the plan that decides about what comes. */
export function orderOf(
  asking: Asking,
  forwarding: ForwardingRules,
): { readonly order: FetchOrder; readonly plan: FetchPlan } {
  const { visit, selection, validating, onError, keeping } = asking;
  const { content, notes, client } = visit;
  const { forwarded, known } = selection;
  const isKept = keeping === 'by-the-rules';
  const isHead = client.method === 'HEAD';
  const plan = new FetchPlan({ visit, forwarded, validating, onError, keeping });
  const order: FetchOrder = {
    key: isKept ? selection.key : privateKey(),
    origin: content.originText,
    target: content.target,
    request: sourceRequest(client, forwarded, content, forwarding, conditions(asking)),
    range: isHead ? null : notes.wantsWhole ? WHOLE : wantedRange(client, known?.object.lengthBytes ?? null),
    decide: (head) => plan.decide(head),
    known: isKept ? (known?.object ?? null) : null,
    collapsing: isKept && !notes.isAlone && !isHead ? 'shared' : 'alone',
  };
  return { order, plan };
}

/** The order that validates what was given to a client as it was: nobody waits for it. */
export function asideOrder(
  visit: Visit,
  { key, forwarded }: Selection,
  validating: KnownObject,
  forwarding: ForwardingRules,
): FetchOrder {
  const client = { ...visit.client, method: 'GET' };
  const asGet = { ...forwarded, method: 'GET' };
  const plan = new FetchPlan({
    visit: { ...visit, client },
    forwarded: asGet,
    validating,
    onError: 'fail',
    keeping: 'by-the-rules',
  });
  return {
    key,
    origin: visit.content.originText,
    target: visit.content.target,
    request: sourceRequest(client, asGet, visit.content, forwarding, validationFields(validating.stored)),
    range: validating.object.version.completion === 'whole' ? WHOLE : BEGINNING,
    decide: (head) => plan.decide(head),
    known: validating.object,
    collapsing: 'shared',
  };
}

/** Those of what is validated; else the client's own, so that a whole object is not fetched to say 304. */
function conditions({ visit: { client, notes }, validating }: Asking): readonly (readonly [string, string])[] {
  if (validating !== null) return validationFields(validating.stored);
  if (notes.isUnconditional) return [];
  return ['If-None-Match', 'If-Modified-Since'].flatMap((name) => {
    const value = client.joinedHeader(name.toLowerCase());
    return value === undefined ? [] : [[name, value] as const];
  });
}
