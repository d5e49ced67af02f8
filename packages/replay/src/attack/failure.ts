/** Why a request got no answer to judge (closed list). */
export const FAILURE_KINDS = [
  /** Nobody listens there. */
  'refused',
  /** The connection could not be made: no route, no name, no port left on this machine. */
  'connect',
  /** The TLS handshake failed, or gave less than TLS 1.3. */
  'tls',
  /** Reset in mid-request. */
  'reset',
  /** Closed before the answer was whole. */
  'closed',
  /** No whole answer within the time that a request may take, counted from when it was due. */
  'timeout',
  /** As long without a free connection: all others were waiting for the target. */
  'not-sent',
  /** The answer is no HTTP/1.1. */
  'http',
  /** A status other than 200. */
  'status',
  /** The body is no answer of a router. */
  'body',
] as const;

export type FailureKind = (typeof FAILURE_KINDS)[number];

export interface Failure {
  readonly kind: FailureKind;
  readonly detail: string;
}

/** What a socket's error amounts to once the connection stood. */
export function brokenConnection(error: Error | undefined): Failure {
  if (error === undefined) return { kind: 'closed', detail: 'connection closed before the answer was whole' };
  return { kind: codeOf(error) === 'ECONNRESET' ? 'reset' : 'closed', detail: error.message };
}

/** What an error amounts to while connecting. */
export function failedConnect(error: Error): Failure {
  return { kind: codeOf(error) === 'ECONNREFUSED' ? 'refused' : 'connect', detail: error.message };
}

function codeOf(error: Error): unknown {
  return 'code' in error ? error.code : undefined;
}
