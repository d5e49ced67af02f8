import type { HeadLimits } from './head-scanner.ts';

/** What one listener grants. Times may take a quarter of a second longer. */
export interface Http1Limits extends HeadLimits {
  readonly maxConnections: number;
  /** From one remote address; null for no bound. */
  readonly maxConnectionsPerAddress: number | null;
  /** Of a request; 0 refuses every body. */
  readonly maxBodyBytes: number;
  /** From a request's first byte, or from accepting, to the end of its head. */
  readonly headersTimeoutMs: number;
  /** From the end of the head to the end of the body. */
  readonly bodyTimeoutMs: number;
  /** Between two requests of a connection. */
  readonly keepAliveMs: number;
  /** A client takes at least this much of an answer, or what there is of it, on average over `stallTimeoutMs`; or is cut. */
  readonly minSendBytesPerSecond: number;
  readonly stallTimeoutMs: number;
  /** For a client to shut its half after ours was shut. */
  readonly lingerMs: number;
  /** Answers that a client has not taken: past this nothing more of that connection is read. */
  readonly maxQueuedBytes: number;
  /** Of a file the kernel takes no more than this ahead of what it has sent; null for as much as it likes. */
  readonly notSentLowWaterBytes: number | null;
}

export const DEFAULT_LIMITS: Http1Limits = {
  maxConnections: 10_000,
  maxConnectionsPerAddress: null,
  maxHeaderBytes: 8_192,
  maxHeaders: 64,
  maxTargetBytes: 4_096,
  maxBodyBytes: 0,
  headersTimeoutMs: 10_000,
  bodyTimeoutMs: 15_000,
  keepAliveMs: 5_000,
  minSendBytesPerSecond: 1_024,
  stallTimeoutMs: 30_000,
  lingerMs: 2_000,
  maxQueuedBytes: 65_536,
  notSentLowWaterBytes: 262_144,
};
