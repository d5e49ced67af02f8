import { parseDeltaSeconds } from './delta-seconds.ts';
import type { StoredResponse } from './stored-response.ts';

export interface AgeFacts {
  readonly ageField: string | undefined;
  /** Date, or when the response was received. */
  readonly dateMs: number;
  readonly requestedAtMs: number;
  readonly receivedAtMs: number;
}

/**
 * `corrected_initial_age` (RFC 9111 section 4.2.3). Undefined when Age is no single number of seconds: the response is then to
 * be taken as stale, where the RFC would have it overlooked or its first member used (section 5.1): whoever sends such a
 * field has at least one cache in its way that cannot count.
 */
export function initialAgeMs({ ageField, dateMs, requestedAtMs, receivedAtMs }: AgeFacts): number | undefined {
  const ageMs = ageField === undefined ? 0 : parseDeltaSeconds(ageField);
  if (ageMs === undefined) return undefined;
  const apparentMs = Math.max(0, receivedAtMs - dateMs);
  const delayMs = Math.max(0, receivedAtMs - requestedAtMs);
  return Math.max(apparentMs, ageMs + delayMs);
}

/** `current_age` in milliseconds: never less than on receipt, even if the clock was put back. */
export function currentAgeMs({ bornAtMs, receivedAtMs }: StoredResponse, nowMs: number): number {
  return Math.max(nowMs, receivedAtMs) - bornAtMs;
}

/** The value of Age in an answer from the store (RFC 9111 section 5.1). */
export function ageSeconds(stored: StoredResponse, nowMs: number): number {
  return Math.floor(currentAgeMs(stored, nowMs) / 1000);
}

/** The seconds of freshness left, for Cache-Status; negative when stale. */
export function ttlSeconds(stored: StoredResponse, nowMs: number): number {
  return Math.floor((stored.freshUntilMs - Math.max(nowMs, stored.receivedAtMs)) / 1000);
}
