import { headerLine, type Answer } from '@nearhop/http1';
import type { Problem } from '@nearhop/contracts';

/** A refusal as problem+json (RFC 9457). Nothing of the request is repeated in it. `headers` are lines that end in CRLF. */
export function problemAnswer(status: number, title: string, detail: string, headers = ''): Answer {
  const problem: Problem = { type: 'about:blank', title, status, detail };
  const own = headerLine('Content-Type', 'application/problem+json') + headerLine('Cache-Control', 'no-store');
  return { status, headers: own + headers, body: JSON.stringify(problem) };
}

export const METHOD_REFUSED = problemAnswer(
  405,
  'Method not allowed',
  'Write GET or HEAD',
  headerLine('Allow', 'GET, HEAD'),
);
