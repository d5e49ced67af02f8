/** Why bytes did not come. */
export interface FetchFailure {
  /**
   * The source error's own `code`, or: `SOURCE_FAILED` (it had none), `BODY_SHORT`, `BODY_LONG`, `RANGE_NOT_AS_ASKED`, `VERSION_CHANGED`, `DROPPED`, `PASSED`,
   * `ABANDONED`, `DRIVE_FAILED`, `DRIVE_ASIDE`, `OBJECT_GONE`, `TOO_LONG`, `DECISION_FAILED`, `STORE_CLOSED`.
   */
  readonly code: string;
  readonly message: string;
}
