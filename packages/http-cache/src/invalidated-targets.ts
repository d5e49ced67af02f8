import type { HeaderFields } from './header-fields.ts';
import { resolveOnOrigin, type BaseTarget } from './reference-resolution.ts';

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE']);

export interface InvalidationQuestion {
  readonly method: string;
  /** The target that was asked for. */
  readonly base: BaseTarget;
  readonly response: { readonly status: number; readonly fields: HeaderFields };
}

/**
 * The targets of this origin whose stored responses are void after an answer (RFC 9111 section 4.4): after an unsafe method, or
 * one unknown, that did not fail, the target itself and what Location and Content-Location name on the same origin. A target in
 * the form of `cacheHostOrigin` still has that parameter: the caller takes it out.
 */
export function invalidatedTargets({ method, base, response }: InvalidationQuestion): readonly string[] {
  if (SAFE.has(method) || response.status < 200 || response.status > 399) return [];
  const targets = new Set([base.target]);
  for (const name of ['location', 'content-location']) {
    const reference = response.fields.joinedHeader(name);
    const target = reference === undefined ? null : resolveOnOrigin(reference, base);
    if (target !== null) targets.add(target);
  }
  return [...targets];
}
