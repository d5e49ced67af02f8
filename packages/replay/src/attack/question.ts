import type { Address } from '@nearhop/ip';

/** One request of a run. */
export interface Question {
  /** Its number in the whole run. */
  readonly number: number;
  readonly client: Address;
  /** The client as it travels in X-Forwarded-For and must come back. */
  readonly clientText: string;
  /** Milliseconds from the start of the run: when it should go out, and when it did. */
  readonly dueMs: number;
  readonly sentMs: number;
}
