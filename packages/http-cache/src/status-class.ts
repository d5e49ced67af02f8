const HEURISTICALLY_CACHEABLE = new Set([200, 203, 204, 206, 300, 301, 308, 404, 405, 410, 414, 451, 501]);
const UNDERSTOOD = new Set([
  ...HEURISTICALLY_CACHEABLE,
  201,
  202,
  302,
  303,
  307,
  400,
  403,
  406,
  409,
  422,
  500,
  502,
  503,
  504,
]);
/** Answers to this request's conditions, range, credentials, body or pace; RFC 6585 forbids to keep the last four. */
const ABOUT_THE_REQUEST = new Set([304, 401, 407, 408, 412, 413, 416, 417, 421, 425, 426, 428, 429, 431, 511]);

/** Of the responses that may be kept without being told for how long (RFC 9110 section 15.1, RFC 7725). */
export function isHeuristicallyCacheable(status: number): boolean {
  return HEURISTICALLY_CACHEABLE.has(status);
}

/** Whether a response that says `must-understand` may be kept (RFC 9111 section 5.2.2.3). */
export function isUnderstood(status: number): boolean {
  return UNDERSTOOD.has(status);
}

/** Whether it could ever be the answer to somebody else's request. */
export function isAboutTheResource(status: number): boolean {
  return status >= 200 && status <= 599 && !ABOUT_THE_REQUEST.has(status);
}

/** The statuses for which stale-if-error stands in (RFC 5861 section 4); no answer at all is the other case. */
export function isOriginError(status: number): boolean {
  return status === 500 || status === 502 || status === 503 || status === 504;
}
