/** Why a request or a connection was turned away: the name in counters. */
export const REFUSALS = [
  'request-line',
  'target',
  'target-too-long',
  'version',
  'header',
  'header-too-large',
  'too-many-headers',
  'host',
  'content-length',
  'transfer-encoding',
  'body',
  'body-too-large',
  'upgrade',
  'expectation',
  'parsers-differ',
  'header-timeout',
  'body-timeout',
  'too-many-connections',
  'too-many-connections-of-address',
] as const;

export type Refusal = (typeof REFUSALS)[number];

/** The status of the answer; connections over a limit get none. */
export type RefusalStatus = 400 | 408 | 413 | 414 | 417 | 431;

const STATUSES: Partial<Record<Refusal, RefusalStatus>> = {
  'target-too-long': 414,
  'header-too-large': 431,
  'too-many-headers': 431,
  'body-too-large': 413,
  expectation: 417,
  'header-timeout': 408,
  'body-timeout': 408,
};

/** RFC 9110 section 15.5, RFC 6585. Never a 5xx: what cannot be read is its sender's fault. */
export function statusOfRefusal(refusal: Refusal): RefusalStatus {
  return STATUSES[refusal] ?? 400;
}
