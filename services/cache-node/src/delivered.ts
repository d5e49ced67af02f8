import type { CacheStatus } from '@nearhop/http-cache';
import { accessLine } from './access-log/access-line.ts';
import type { AccessLog } from './access-log/access-log.ts';
import type { Delivered } from './content/delivery.ts';
import type { AnswerKind, Counters } from './counters.ts';
import type { Traffic } from './traffic/traffic.ts';

export interface DeliveredDependencies {
  readonly counters: Counters;
  readonly traffic: Traffic;
  readonly accessLog: AccessLog | null;
  readonly now: () => number;
}

/** Takes note of each answer that is over. */
export function noteDelivered({
  counters,
  traffic,
  accessLog,
  now,
}: DeliveredDependencies): (delivered: Delivered) => void {
  return (delivered) => {
    const { visit, provenance, httpStatus, ending, sentBytes, hitBytes } = delivered;
    const { originText: origin, target } = visit.content;
    counters.answers[kindOf(provenance.status, httpStatus)]++;
    counters.hitBytes += hitBytes;
    counters.missBytes += sentBytes - hitBytes;
    if (ending === 'cut') counters.cut++;
    traffic.add({ origin, target, sentBytes, hitBytes }, now());
    accessLog?.add(() => accessLine(delivered, now()));
  };
}

const SERVER_FAULT = 500;

function kindOf(status: CacheStatus, httpStatus: number): AnswerKind {
  if (status.outcome === 'hit') return (status.ttlSeconds ?? 0) < 0 ? 'stale' : 'hit';
  if (httpStatus >= SERVER_FAULT) return 'failed';
  return status.stored === 'no' || status.reason === 'method' ? 'passed' : 'miss';
}
