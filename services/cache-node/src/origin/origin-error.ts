/** Why an origin gave no answer that can be used. */
export type OriginFault =
  | 'name-not-found'
  | 'resolver-failed'
  | 'address-not-allowed'
  | 'not-connected'
  | 'connect-timeout'
  | 'first-byte-timeout'
  | 'stalled'
  | 'cut-short'
  | 'bad-answer'
  | 'changed'
  | 'busy'
  | 'aborted';

const STATUSES: Partial<Record<OriginFault, 502 | 503 | 504>> = {
  'connect-timeout': 504,
  'first-byte-timeout': 504,
  stalled: 504,
  busy: 503,
};

/** An origin that could not be asked, or whose answer cannot be used. The message is for logs: devices see the code only. */
export class OriginError extends Error {
  override readonly name = 'OriginError';
  readonly code: OriginFault;

  constructor(fault: OriginFault, message: string) {
    super(message);
    this.code = fault;
  }
}

/** What a device is answered (RFC 9110 section 15.6). */
export function statusOfFault(fault: OriginFault): 502 | 503 | 504 {
  return STATUSES[fault] ?? 502;
}

/** Whether the origin could not be reached at all, so that asking again at once would tell the same. */
export function isUnreachable(fault: OriginFault): boolean {
  return (
    fault === 'name-not-found' ||
    fault === 'resolver-failed' ||
    fault === 'not-connected' ||
    fault === 'connect-timeout'
  );
}
