import type { Writing } from './backend.ts';
import type { ControlRequest } from './control-client.ts';

/** How a write is made, as control's query says it, and in whose name. */
export function how({
  why,
  mode,
  force,
  as,
  traffic,
}: Writing): Required<Pick<ControlRequest, 'query' | 'actor' | 'traffic'>> {
  return {
    actor: as,
    traffic,
    query: { reason: why, dryRun: mode === 'dry-run' ? 'true' : undefined, force: force ? 'true' : undefined },
  };
}

export function ifMatch(revision: number): Record<string, string> {
  return { 'If-Match': `"${revision}"` };
}

export function json(
  body: unknown,
  type = 'application/json',
  revision?: number,
): Pick<ControlRequest, 'body' | 'headers'> {
  const headers = { 'Content-Type': type, ...(revision === undefined ? {} : ifMatch(revision)) };
  return { body: JSON.stringify(body), headers };
}
