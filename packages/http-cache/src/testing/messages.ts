import { DEFAULT_CACHE_POLICY, type CachePolicy } from '../cache-policy.ts';
import { HeaderFields, type RequestHead } from '../header-fields.ts';
import { formatHttpDate } from '../http-date.ts';
import { mayStore, type StoreDecision } from '../may-store.ts';
import { storedResponse, type ReceivedResponse, type StoredResponse } from '../stored-response.ts';

/** 1 January 2026, 12:00 UTC: when the responses of the tests are received. */
export const NOON_MS = Date.UTC(2026, 0, 1, 12);
export const NOON = formatHttpDate(NOON_MS);

export type Pairs = Readonly<Record<string, string>>;

export function get(fields: Pairs = {}, method = 'GET'): RequestHead {
  const head = HeaderFields.of(...Object.entries(fields));
  return { method, joinedHeader: (name) => head.joinedHeader(name) };
}

export interface ResponseParts {
  readonly status?: number;
  readonly delayMs?: number;
  readonly receivedAtMs?: number;
}

export function response(fields: Pairs, parts: ResponseParts = {}): ReceivedResponse {
  const { status = 200, delayMs = 0, receivedAtMs = NOON_MS } = parts;
  return {
    status,
    fields: HeaderFields.of(...Object.entries(fields)),
    requestedAtMs: receivedAtMs - delayMs,
    receivedAtMs,
  };
}

export function policy(parts: Partial<CachePolicy> = {}): CachePolicy {
  return { ...DEFAULT_CACHE_POLICY, ...parts };
}

export function store(
  fields: Pairs,
  { request = get(), under = policy(), ...parts }: ResponseParts & { request?: RequestHead; under?: CachePolicy } = {},
): StoreDecision {
  return mayStore({ request, response: response(fields, parts), policy: under });
}

/** As it stands when nothing is left out: also of responses that may not be stored. */
export function stored(fields: Pairs, parts: ResponseParts & { under?: CachePolicy } = {}): StoredResponse {
  const { status, fields: head, requestedAtMs, receivedAtMs } = response(fields, parts);
  return storedResponse({ status, fields: head.raw, requestedAtMs, receivedAtMs }, parts.under ?? policy());
}
