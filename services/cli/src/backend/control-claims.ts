import {
  claimCheckSchema,
  claimResourceSchema,
  claimWrittenSchema,
  reviewSchema,
  type ClaimCheckInput,
  type ClaimCommentInput,
  type ClaimResubmit,
} from '@nearhop/contracts';
import type { Writing } from './backend.ts';
import type { ClaimFilter, ClaimsBackend } from './claims-backend.ts';
import type { ControlClient } from './control-client.ts';
import { how, json } from './control-requests.ts';

export class ControlClaims implements ClaimsBackend {
  readonly #control: ControlClient;

  constructor(control: ControlClient) {
    this.#control = control;
  }

  check(input: ClaimCheckInput) {
    return this.#control.ask(claimCheckSchema, '/v1/claims/check', { method: 'POST', ...json(input) });
  }

  list(filter: ClaimFilter) {
    return this.#control.askAll(claimResourceSchema, '/v1/claims', queryOf(filter));
  }

  reviews(filter: ClaimFilter) {
    return this.#control.askAll(reviewSchema, '/v1/reviews', queryOf(filter));
  }

  review(claim: string) {
    return this.#control.ask(reviewSchema, reviewPath(claim));
  }

  approve(claim: string, writing: Writing) {
    return this.#act(claim, 'approve', writing);
  }

  refuse(claim: string, writing: Writing) {
    return this.#act(claim, 'refuse', writing);
  }

  comment(claim: string, input: ClaimCommentInput, writing: Writing) {
    return this.#act(claim, 'comment', writing, input);
  }

  resubmit(claim: string, input: ClaimResubmit, writing: Writing) {
    return this.#act(claim, 'resubmit', writing, input);
  }

  withdraw(claim: string, writing: Writing) {
    return this.#act(claim, 'withdraw', writing);
  }

  #act(claim: string, act: string, writing: Writing, input?: object) {
    const body = input === undefined ? {} : json(input);
    const request = { method: 'POST', ...body, ...how(writing) } as const;
    return this.#control.ask(claimWrittenSchema, `${reviewPath(claim)}/${act}`, request);
  }
}

function reviewPath(claim: string): string {
  return `/v1/reviews/${encodeURIComponent(claim)}`;
}

function queryOf({ states, customer }: ClaimFilter) {
  return { state: states?.join(','), customer };
}
