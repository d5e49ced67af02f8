import { REFUSALS, type Refusal } from './refusal.ts';

/** What a listener has done since it began: plain numbers, which metrics read when they are asked for. */
export interface Http1Counters {
  acceptedConnections: number;
  openConnections: number;
  /** Requests that were handed to the handler. */
  requests: number;
  readonly refused: Record<Refusal, number>;
  /** Handlers that threw or rejected, and faults of the listener itself. */
  failed: number;
  /** Connections that were cut with an answer under way: stalled, aborted, or left over when a stop ran out of time. */
  cut: number;
  /** Bytes that the kernel took. */
  bytesSent: number;
}

export function newCounters(): Http1Counters {
  return {
    acceptedConnections: 0,
    openConnections: 0,
    requests: 0,
    refused: Object.fromEntries(REFUSALS.map((refusal) => [refusal, 0])) as Record<Refusal, number>,
    failed: 0,
    cut: 0,
    bytesSent: 0,
  };
}
