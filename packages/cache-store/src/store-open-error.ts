/** The store cannot begin. */
export class StoreOpenError extends Error {
  override readonly name = 'StoreOpenError';
  readonly code = 'STORE_NOT_OPENED';
}
