import type { Problem } from '@nearhop/contracts';

/** A refusal as problem+json (RFC 9457). Nothing of the request is repeated in it. */
export function problemResponse(
  status: number,
  title: string,
  detail: string,
  headers: Record<string, string> = {},
): Response {
  const problem: Problem = { type: 'about:blank', title, status, detail };
  return new Response(JSON.stringify(problem), {
    status,
    headers: { 'Content-Type': 'application/problem+json', 'Cache-Control': 'no-store', ...headers },
  });
}
