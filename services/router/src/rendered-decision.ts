import type { RouteDecision } from '@nearhop/decision';
import { headerLine } from '@nearhop/http1';
import { entityTag } from './entity-tag.ts';

/** The parts of an answer that follow from the decision alone, as they stand on the wire. */
export interface RenderedDecision {
  /** From the comma before `"decision"` to `"ttlSeconds":`. */
  readonly members: string;
  /** The same behind a quotation mark. */
  readonly membersAfterName: string;
  /** Of `members` in UTF-8. */
  readonly membersBytes: number;
  readonly entityTag: string;
  /** What follows the value of Cache-Control: the end of that line, ETag and Nearhop-Reason. */
  readonly headersAfterAge: string;
  /** The same and Content-Type. */
  readonly headersOfBody: string;
}

const CRLF = '\r\n';

/**
 * Answers are made of pieces, each rendered once. Equal decisions are the same object as long as the nodes' records stay,
 * so what was rendered is found by identity and goes when the decision does.
 */
export class DecisionRenderer {
  readonly #rendered = new WeakMap<RouteDecision, RenderedDecision>();

  render(decision: RouteDecision): RenderedDecision {
    let rendered = this.#rendered.get(decision);
    if (rendered === undefined) {
      rendered = renderDecision(decision);
      this.#rendered.set(decision, rendered);
    }
    return rendered;
  }
}

function renderDecision(decision: RouteDecision): RenderedDecision {
  const { kind, reason } = decision;
  const caches = decision.caches.map(({ node, address, port, backup }) => ({ node, address, port, backup }));
  const members = `,${JSON.stringify({ decision: kind, reason, caches }).slice(1, -1)},"ttlSeconds":`;
  const tag = entityTag(decision);
  const headers = headerLine('ETag', tag) + headerLine('Nearhop-Reason', reason);
  return {
    members,
    membersAfterName: `"${members}`,
    membersBytes: Buffer.byteLength(members),
    entityTag: tag,
    headersAfterAge: CRLF + headers,
    headersOfBody: CRLF + headerLine('Content-Type', 'application/json') + headers,
  };
}
