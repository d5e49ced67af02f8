import { PROOF_PATH } from '@nearhop/contracts';
import { headerLine, type Answer, type Http1Request } from '@nearhop/http1';
import type { NodeLink } from '@nearhop/node-link';

const HEADERS = headerLine('Content-Type', 'application/json') + headerLine('Cache-Control', 'no-store');

/** The answer to control's question for a proof; undefined for all else. It is asked for every request, so it looks at the path first. */
export function proofAnswer(
  link: Pick<NodeLink, 'answerProof'>,
  { method, target }: Pick<Http1Request<string>, 'method' | 'target'>,
): Answer | undefined {
  if (!target.startsWith(PROOF_PATH) || (method !== 'GET' && method !== 'HEAD')) return undefined;
  const reply = link.answerProof(target);
  return reply === undefined ? undefined : { status: reply.status, headers: HEADERS, body: reply.body };
}
