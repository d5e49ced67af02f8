import type {
  ClaimCheck,
  ClaimCheckInput,
  ClaimCommentInput,
  ClaimResource,
  ClaimResubmit,
  ClaimState,
  ClaimWritten,
  Review,
} from '@nearhop/contracts';
import type { Writing } from './backend.ts';

export interface ClaimFilter {
  readonly states: readonly ClaimState[] | undefined;
  readonly customer: string | undefined;
}

/** Address space: what is claimed, what waits, and what becomes of it. A claim is `<prefix>@<node>`, or its prefix where only one waits. */
export interface ClaimsBackend {
  check(input: ClaimCheckInput): Promise<ClaimCheck>;
  list(filter: ClaimFilter): Promise<readonly ClaimResource[]>;

  reviews(filter: ClaimFilter): Promise<readonly Review[]>;
  review(claim: string): Promise<Review>;
  approve(claim: string, writing: Writing): Promise<ClaimWritten>;
  refuse(claim: string, writing: Writing): Promise<ClaimWritten>;
  comment(claim: string, input: ClaimCommentInput, writing: Writing): Promise<ClaimWritten>;
  resubmit(claim: string, input: ClaimResubmit, writing: Writing): Promise<ClaimWritten>;
  withdraw(claim: string, writing: Writing): Promise<ClaimWritten>;
}
