/** The store cannot be reached, opened or read right now; what was read before still holds. */
export class RegistryUnavailableError extends Error {
  readonly code = 'ERR_REGISTRY_UNAVAILABLE';
  override readonly name = 'RegistryUnavailableError';
}

/** A commit was sent and nobody can say whether it was made: retry with the same idempotency key. */
export class OutcomeUnknownError extends Error {
  readonly code = 'ERR_OUTCOME_UNKNOWN';
  override readonly name = 'OutcomeUnknownError';
}

/** Records that contradict each other, or bytes that are no state. */
export class ViewError extends Error {
  readonly code = 'ERR_VIEW';
  override readonly name = 'ViewError';
}
