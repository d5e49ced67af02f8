import type { ClaimCheckInput, ClaimCommentInput, ClaimResubmit } from '@nearhop/contracts';
import type { Management } from '@nearhop/management';
import { administrator } from './administrator.ts';
import { allPages, LOCAL_PAGE } from './all-pages.ts';
import type { Writing } from './backend.ts';
import type { ClaimFilter, ClaimsBackend } from './claims-backend.ts';
import { localRequest } from './local-request.ts';
import { managed } from './management-refusal.ts';

export class LocalClaims implements ClaimsBackend {
  readonly #management: Management;

  constructor(management: Management) {
    this.#management = management;
  }

  check(input: ClaimCheckInput) {
    return managed(this.#management.checkClaims(input, { by: administrator() }));
  }

  list(filter: ClaimFilter) {
    return allPages((after) => managed(this.#management.listClaims({ ...filter, after, limit: LOCAL_PAGE })));
  }

  reviews(filter: ClaimFilter) {
    return allPages((after) => managed(this.#management.listReviews({ ...filter, after, limit: LOCAL_PAGE })));
  }

  review(claim: string) {
    return managed(this.#management.showReview(claim));
  }

  approve(claim: string, writing: Writing) {
    return managed(this.#management.approveClaim(claim, localRequest(writing)));
  }

  refuse(claim: string, writing: Writing) {
    return managed(this.#management.refuseClaim(claim, localRequest(writing)));
  }

  comment(claim: string, input: ClaimCommentInput, writing: Writing) {
    return managed(this.#management.commentOnClaim(claim, input, localRequest(writing)));
  }

  resubmit(claim: string, input: ClaimResubmit, writing: Writing) {
    return managed(this.#management.resubmitClaim(claim, input, localRequest(writing)));
  }

  withdraw(claim: string, writing: Writing) {
    return managed(this.#management.withdrawClaim(claim, localRequest(writing)));
  }
}
