import type { Customer, Review } from '@nearhop/contracts';
import type { StoredRecord } from '@nearhop/registry';
import { customerRecord } from '../customers.ts';
import type { ManagementContext } from '../management-context.ts';
import type { Page } from '../page.ts';
import { claimResource, NodeNames } from './claim-resource.ts';
import { findClaim } from './find-claim.ts';
import { claimRecords, type ClaimListRequest } from './list-claims.ts';
import { reviewEvidence } from './review-evidence.ts';

/** The claims that wait for a reviewer, unless other states are asked for, each with its evidence. */
export async function listReviews(context: ManagementContext, request: ClaimListRequest): Promise<Page<Review>> {
  const { states = ['in-review'] } = request;
  const { items, next } = await claimRecords(context, { ...request, states });
  const desk = new ReviewDesk(context);
  const reviews: Review[] = [];
  for (const record of items) reviews.push(await desk.review(record));
  return { items: reviews, next };
}

export async function showReview(context: ManagementContext, reference: string): Promise<Review> {
  return new ReviewDesk(context).review(await findClaim(context, reference));
}

/** Puts evidence beside claims, reading each node and customer once. */
class ReviewDesk {
  readonly #context: ManagementContext;
  readonly #names: NodeNames;
  readonly #customers = new Map<string, Customer>();

  constructor(context: ManagementContext) {
    this.#context = context;
    this.#names = new NodeNames(context.registry);
  }

  async review(record: StoredRecord<'claim'>): Promise<Review> {
    const customer = await this.#customer(record.value.customer);
    const { name, contact, asns } = customer;
    return {
      ...(await claimResource(record, this.#names)),
      customerName: name,
      ...(contact === undefined ? {} : { contact }),
      asns,
      evidence: await reviewEvidence(this.#context, record, customer, this.#names),
    };
  }

  async #customer(id: string): Promise<Customer> {
    const known = this.#customers.get(id);
    if (known !== undefined) return known;
    const { value } = await customerRecord(this.#context, { id, newCustomer: undefined });
    this.#customers.set(id, value);
    return value;
  }
}
