import type { Problem } from '@nearhop/contracts';
import { headerLine, type Answer } from '@nearhop/http1';

/** A refusal as problem+json (RFC 9457). `detail` says what to write instead; it quotes the client's own words at most. */
export function problemAnswer(status: number, title: string, detail: string, headers = ''): Answer {
  const problem: Problem = { type: 'about:blank', title, status, detail };
  const own = headerLine('Content-Type', 'application/problem+json') + headerLine('Cache-Control', 'no-store');
  return { status, headers: own + headers, body: JSON.stringify(problem) };
}
