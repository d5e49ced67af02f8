/**
 * How an attempt was answered. Whatever brings no answer (a timeout, an unreachable network) is told to nobody:
 * an attempt without an answer is silence.
 */
export type ProbeOutcome = 'good' | HardFailure;

/** An answer that a healthy node does not give. `wrong-bytes` is every answer that is neither right nor a 5xx. */
export type HardFailure = 'refused' | 'reset' | 'server-error' | 'wrong-bytes';

export const HARD_FAILURES = ['refused', 'reset', 'server-error', 'wrong-bytes'] as const satisfies HardFailure[];
