import type { ProblemField } from '@nearhop/contracts';

/**
 * Why an operation was refused: `invalid` (the input breaks a rule), `not-found`, `ambiguous` (a name that several customers use),
 * `exists` and `conflict` (something that is there stands in the way), `stale` (changed by another since it was read),
 * `forbidden` (not for whoever asks), `needs-force` (more than is commonly meant),
 * `unavailable` (the store cannot be reached), `outcome-unknown` (nobody can say whether it was made: try again with the same key).
 */
export const MANAGEMENT_ERROR_CODES = [
  'invalid',
  'not-found',
  'ambiguous',
  'exists',
  'conflict',
  'stale',
  'forbidden',
  'needs-force',
  'unavailable',
  'outcome-unknown',
] as const;
export type ManagementErrorCode = (typeof MANAGEMENT_ERROR_CODES)[number];

/** A refusal of an operation, with everything that is wrong at once. */
export class ManagementError extends Error {
  override readonly name = 'ManagementError';
  readonly code: ManagementErrorCode;
  /** Where in the input it lies (RFC 6901) and what to write instead; empty when no field is to blame. */
  readonly fields: readonly ProblemField[];

  constructor(
    code: ManagementErrorCode,
    message: string,
    details: { fields?: readonly ProblemField[]; cause?: unknown } = {},
  ) {
    super(message, { cause: details.cause });
    this.code = code;
    this.fields = details.fields ?? [];
  }
}
