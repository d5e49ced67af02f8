import type { OriginRequest } from '../origin/origin-request.ts';

/** What the main thread asks a drive's Worker to ask an origin. */
export interface SourceRequest extends OriginRequest {
  /** `as-wanted`: what the store wants of the object is asked for by Range; `never`: the question stands as it is. */
  readonly ranges: 'as-wanted' | 'never';
}

/** What an origin answered before its body. */
export interface AnswerHead {
  readonly status: number;
  /** Names and values in turn. */
  readonly headers: readonly string[];
}
