import { formatCacheStatus, type CacheStatus } from '@nearhop/http-cache';
import { headerLine, type Answer } from '@nearhop/http1';
import { statusOfFault, type OriginFault } from '../origin/origin-error.ts';
import type { Deliveries } from './delivery.ts';
import { problemAnswer } from './problem-answer.ts';
import type { Round, Visit } from './visit.ts';

/** The store has nothing for a moment: the device is to ask elsewhere. */
const UNAVAILABLE = new Set(['DRIVE_ASIDE', 'DRIVE_FAILED', 'STORE_CLOSED', 'ABANDONED']);
/** The object changed or went while it was looked at: another look finds what is there now. */
const PASSING = new Set(['VERSION_CHANGED', 'OBJECT_GONE', 'DROPPED', 'PASSED', 'ABANDONED']);

/** What a failure comes to: another look, or a quick no. */
export function failedRound(code: string, visit: Visit, deliveries: Deliveries): Round<Answer> {
  if (PASSING.has(code)) return { kind: 'again', why: code };
  return { kind: 'answer', answer: failureFor(code, visit, deliveries) };
}

/** A quick no, so that the device can ask elsewhere; it is told why by a word. */
export function failureFor(code: string, visit: Visit, deliveries: Deliveries): Answer {
  // Codes of the store have no status of their own and are 502.
  const httpStatus = UNAVAILABLE.has(code) ? 503 : statusOfFault(code as OriginFault);
  const detail = code.toLowerCase().replaceAll('_', '-');
  const status: CacheStatus = { outcome: 'forward', reason: 'miss', detail };
  deliveries.bodiless(visit, { status, fetch: 'none' }, httpStatus);
  return problemAnswer(httpStatus, TITLES[httpStatus], detail, headerLine('Cache-Status', formatCacheStatus(status)));
}

const TITLES = { 502: 'Origin gave no answer', 503: 'Not now', 504: 'Origin did not answer in time' };
