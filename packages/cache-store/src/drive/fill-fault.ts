import type { FetchFailure } from '../failure.ts';

/** Ends a fill: what is told to those who wait for it. */
export class FillFault extends Error {
  override readonly name = 'FillFault';
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

export function failureOf(error: unknown): FetchFailure {
  const message = error instanceof Error ? error.message : String(error);
  const code =
    error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'SOURCE_FAILED';
  return { code, message };
}
