import { claimId, type Claim, type WebhookMessage } from '@nearhop/contracts';
import type { RecordWrite } from '@nearhop/registry';

/** More waiting claims than this are not remembered: nobody is told of what becomes of the others. */
const MOST_REMEMBERED = 100_000;

type ReviewAnswer = Extract<WebhookMessage, { type: 'review.answered' }>['data'];

/** Tells when a reviewer answers a claim that waits: approves, refuses or comments. It must know the claims that wait. */
export class ReviewWatch {
  /** How often reviewers have spoken in the thread of each claim that waits. */
  readonly #waiting = new Map<string, number>();

  /** A claim that waits, as it is. */
  remember(claim: Claim): void {
    if (this.#waiting.size < MOST_REMEMBERED) this.#waiting.set(claimId(claim), reviewerComments(claim).length);
  }

  forgetAll(): void {
    this.#waiting.clear();
  }

  answers(writes: readonly RecordWrite[]): ReviewAnswer[] {
    return writes.flatMap((write) => {
      if (write.kind !== 'claim') return [];
      const before = this.#waiting.get(write.id);
      this.#waiting.delete(write.id);
      if (write.value === null) return [];
      if (write.value.state === 'in-review' || write.value.state === 'attention-required') this.remember(write.value);
      return before === undefined ? [] : answerOf(write.value, before);
    });
  }
}

function answerOf(claim: Claim, spokenBefore: number): ReviewAnswer[] {
  const spoken = reviewerComments(claim);
  const said = spoken.length > spokenBefore ? spoken.at(-1) : undefined;
  const isApproved = claim.state === 'valid' && claim.basis === 'review';
  if (!isApproved && said === undefined) return [];
  const isRefused = claim.state === 'attention-required' && claim.text === said?.text && claim.since === said?.at;
  const { prefix, node, customer, state } = claim;
  const answer = isApproved ? 'approved' : isRefused ? 'refused' : 'commented';
  return [{ claim: claimId(claim), prefix, node, customer, answer, state, ...(said && { text: said.text }) }];
}

function reviewerComments({ thread = [] }: Claim) {
  return thread.filter(({ role }) => role === 'reviewer');
}
