import type { Answer } from '@nearhop/http1';
import type { CacheStore } from '@nearhop/cache-store';
import { invalidatedTargets, parseContentTarget, type CacheStatus } from '@nearhop/http-cache';
import type { Deliveries } from './delivery.ts';
import { failureFor } from './failure-answer.ts';
import { forwardedRequest, sourceRequest, type ForwardingRules } from './forwarded-request.ts';
import { passageAnswer } from './passage-answer.ts';
import { privateKey } from './private-key.ts';
import { receivedResponse } from './received-head.ts';
import type { Visit } from './visit.ts';

export interface UnsafeServerDependencies {
  readonly store: CacheStore;
  readonly deliveries: Deliveries;
  readonly forwarding: ForwardingRules;
}

/** Of the content, and under which conditions the origin may take it. */
const MEANT_FIELDS = [
  'Content-Type',
  'Content-Encoding',
  'Content-Language',
  'If-Match',
  'If-None-Match',
  'If-Modified-Since',
  'If-Unmodified-Since',
];
const MAY_HAVE_NO_CONTENT = new Set(['OPTIONS', 'DELETE']);

/** Passes on what is neither GET nor HEAD, for origins that take it, and forgets what it makes void (RFC 9111 section 4.4). */
export class UnsafeServer {
  readonly #deps: UnsafeServerDependencies;

  constructor(dependencies: UnsafeServerDependencies) {
    this.#deps = dependencies;
  }

  async answer(visit: Visit, body: Uint8Array, nodeAuthority: string): Promise<Answer> {
    const { store, deliveries, forwarding } = this.#deps;
    const { client, content } = visit;
    const forwarded = forwardedRequest(client, content, []);
    const request = sourceRequest(client, forwarded, content, forwarding, meantLines(visit, body));
    const fetched = await store.fetch({
      key: privateKey(),
      origin: content.originText,
      target: content.target,
      request: { ...request, body: body.length === 0 ? null : body.slice() },
      range: { start: 0, end: null },
      decide: () => ({ kind: 'pass' }),
      known: null,
      collapsing: 'alone',
    });
    if (fetched.kind !== 'pass')
      return failureFor(fetched.kind === 'failed' ? fetched.failure.code : fetched.kind, visit, deliveries);
    const { passage, head } = fetched;
    await this.#invalidate(visit, receivedResponse(head), nodeAuthority);
    const status: CacheStatus = { outcome: 'forward', reason: 'method', forwardStatus: receivedResponse(head).status };
    const provenance = { status, fetch: 'own' } as const;
    const { pseudonym } = forwarding;
    const round = await passageAnswer({ visit, passage, head, provenance, pseudonym, judged: 'by-origin' }, deliveries);
    return round.kind === 'answer' ? round.answer : failureFor(round.why, visit, deliveries);
  }

  async #invalidate(
    { client, content }: Visit,
    response: ReturnType<typeof receivedResponse>,
    nodeAuthority: string,
  ): Promise<void> {
    const { originText, target, place } = content;
    const authorities = [originText, `${place.host}:${place.port}`, nodeAuthority.toLowerCase()];
    const base = { scheme: place.scheme, authorities, target };
    for (const named of invalidatedTargets({ method: client.method, base, response })) {
      const parsed = parseContentTarget(named);
      if (parsed.ok) await this.#deps.store.purge({ by: 'target', origin: originText, target: parsed.target });
    }
  }
}

function meantLines({ client }: Visit, body: Uint8Array): readonly (readonly [string, string])[] {
  const meant = MEANT_FIELDS.flatMap((name) => {
    const value = client.joinedHeader(name.toLowerCase());
    return value === undefined ? [] : [[name, value] as const];
  });
  const isBodiless = body.length === 0 && MAY_HAVE_NO_CONTENT.has(client.method);
  return isBodiless ? meant : [...meant, ['Content-Length', String(body.length)] as const];
}
