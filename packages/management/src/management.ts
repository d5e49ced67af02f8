import type {
  ClaimCheck,
  ClaimResource,
  ClaimWritten,
  CustomerResource,
  CustomerWritten,
  DeletedNode,
  ImportSummary,
  NodeDeleted,
  NodeResource,
  NodeSummary,
  NodeWritten,
  OriginResource,
  OriginWritten,
  Position,
  Review,
  RevisionDiff,
  RevisionResource,
  RevisionSummary,
  RolledBack,
} from '@nearhop/contracts';
import { withRegistrationKey } from './activation/registration-keys.ts';
import { checkClaims } from './check-claims.ts';
import { createCustomer, listCustomers, showCustomer } from './customers.ts';
import { createNode } from './create-node.ts';
import {
  diffRevisions,
  listRevisions,
  showRevision,
  type DiffRequest,
  type HistoryRequest,
} from './history/read-history.ts';
import { rollBack } from './history/roll-back.ts';
import { deleteNode } from './delete-node.ts';
import { listDeletedNodes } from './deleted/deleted-nodes.ts';
import { forgetReleased, type Forgotten, type ForgetOptions } from './deleted/forget-released.ts';
import { restoreNode } from './deleted/restore-node.ts';
import { editCustomer } from './edit-customer.ts';
import { editNode } from './edit-node.ts';
import { editOrigin } from './edit-origin.ts';
import { importRows, type ImportOptions, type ImportSource } from './import-rows.ts';
import {
  managementContext,
  type ManagementContext,
  type ManagementDependencies,
  type ManagementOptions,
  type WriteRequest,
} from './management-context.ts';
import { listNodes, showNode, type NodeListRequest } from './node-resource.ts';
import { addOrigin, listOrigins, removeOrigin, showOrigin } from './origins.ts';
import type { Page, PageRequest } from './page.ts';
import { commentOnClaim, withdrawClaim } from './reviews/answer-claim.ts';
import { approveClaim } from './reviews/approve-claim.ts';
import { listClaims, type ClaimListRequest } from './reviews/list-claims.ts';
import { refuseClaim } from './reviews/refuse-claim.ts';
import { resubmitClaim } from './reviews/resubmit-claim.ts';
import { listReviews, showReview } from './reviews/review-queue.ts';
import { told } from './told.ts';
import { positionOf } from './write-position.ts';

/**
 * What operators do with the registry. Every refusal is a ManagementError; a node is named by its id, by `customer/name`,
 * or by a name that only one customer uses.
 */
export class Management {
  readonly #context: ManagementContext;

  constructor(options: ManagementOptions, dependencies: ManagementDependencies) {
    this.#context = managementContext(options, dependencies);
  }

  /** `input` is a NodeCreate, checked here. The answer holds the registration key of a node that is not activated with it. */
  createNode(input: unknown, request: WriteRequest): Promise<NodeWritten> {
    return told(async () =>
      withRegistrationKey(this.#context, await createNode(this.#context, input, request), request),
    );
  }

  /** `patch` is a NodePatch, checked here. */
  editNode(reference: string, patch: unknown, request: WriteRequest): Promise<NodeWritten> {
    return told(() => editNode(this.#context, reference, patch, request));
  }

  enableNode(reference: string, request: WriteRequest): Promise<NodeWritten> {
    return this.editNode(reference, { enabled: true }, request);
  }

  /** Needs `request.why`. */
  disableNode(reference: string, request: WriteRequest): Promise<NodeWritten> {
    return this.editNode(reference, { enabled: false }, request);
  }

  deleteNode(reference: string, request: WriteRequest): Promise<NodeDeleted> {
    return told(() => deleteNode(this.#context, reference, request));
  }

  /** Brings back what was deleted within 30 days; named as any node, where several have the name by its id. */
  restoreNode(reference: string, request: WriteRequest): Promise<NodeWritten> {
    return told(() => restoreNode(this.#context, reference, request));
  }

  listDeletedNodes(request: NodeListRequest = {}): Promise<Page<DeletedNode>> {
    return told(() => listDeletedNodes(this.#context, request));
  }

  /** Removes for good what was released or deleted before an instant. */
  forgetReleased(options: ForgetOptions): Promise<Forgotten> {
    return told(() => forgetReleased(this.#context, options));
  }

  showNode(reference: string): Promise<NodeResource> {
    return told(() => showNode(this.#context, reference));
  }

  listNodes(request: NodeListRequest = {}): Promise<Page<NodeSummary>> {
    return told(() => listNodes(this.#context, request));
  }

  /** `input` is a ClaimCheckInput, checked here. Writes nothing. */
  checkClaims(input: unknown, request: Pick<WriteRequest, 'by'>): Promise<ClaimCheck> {
    return told(() => checkClaims(this.#context, input, request));
  }

  listClaims(request: ClaimListRequest = {}): Promise<Page<ClaimResource>> {
    return told(() => listClaims(this.#context, request));
  }

  /** Claims that wait, unless other states are asked for. A claim is named by `<prefix>@<node>`, or by its prefix if only one waits there. */
  listReviews(request: ClaimListRequest = {}): Promise<Page<Review>> {
    return told(() => listReviews(this.#context, request));
  }

  showReview(reference: string): Promise<Review> {
    return told(() => showReview(this.#context, reference));
  }

  /** With `request.force` and a reason it takes space from other customers' blocks. */
  approveClaim(reference: string, request: WriteRequest): Promise<ClaimWritten> {
    return told(() => approveClaim(this.#context, reference, request));
  }

  /** Needs `request.why`: the claimant reads it. */
  refuseClaim(reference: string, request: WriteRequest): Promise<ClaimWritten> {
    return told(() => refuseClaim(this.#context, reference, request));
  }

  /** `input` is a ClaimCommentInput, checked here. */
  commentOnClaim(reference: string, input: unknown, request: WriteRequest): Promise<ClaimWritten> {
    return told(() => commentOnClaim(this.#context, reference, input, request));
  }

  /** `input` is a ClaimResubmit, checked here. */
  resubmitClaim(reference: string, input: unknown, request: WriteRequest): Promise<ClaimWritten> {
    return told(() => resubmitClaim(this.#context, reference, input, request));
  }

  withdrawClaim(reference: string, request: WriteRequest): Promise<ClaimWritten> {
    return told(() => withdrawClaim(this.#context, reference, request));
  }

  /** `input` is an OriginCreate, checked here. */
  addOrigin(input: unknown, request: WriteRequest): Promise<OriginWritten> {
    return told(() => addOrigin(this.#context, input, request));
  }

  showOrigin(host: string): Promise<OriginResource> {
    return told(() => showOrigin(this.#context, host));
  }

  listOrigins(request: PageRequest = {}): Promise<Page<OriginResource>> {
    return told(() => listOrigins(this.#context, request));
  }

  /** `patch` is an OriginPatch, checked here. */
  editOrigin(host: string, patch: unknown, request: WriteRequest): Promise<OriginWritten> {
    return told(() => editOrigin(this.#context, host, patch, request));
  }

  removeOrigin(host: string, request: WriteRequest): Promise<OriginWritten> {
    return told(() => removeOrigin(this.#context, host, request));
  }

  /** `input` is a CustomerCreate, checked here. */
  createCustomer(input: unknown, request: WriteRequest): Promise<CustomerWritten> {
    return told(() => createCustomer(this.#context, input, request));
  }

  /** `patch` is a CustomerPatch, checked here. */
  editCustomer(id: string, patch: unknown, request: WriteRequest): Promise<CustomerWritten> {
    return told(() => editCustomer(this.#context, id, patch, request));
  }

  showCustomer(id: string): Promise<CustomerResource> {
    return told(() => showCustomer(this.#context, id));
  }

  listCustomers(request: PageRequest = {}): Promise<Page<CustomerResource>> {
    return told(() => listCustomers(this.#context, request));
  }

  /** Takes a CSV of customers, nodes, servers and blocks: see import-rows.ts. */
  importRows(source: ImportSource, options: ImportOptions, request: WriteRequest): Promise<ImportSummary> {
    return told(() => importRows(this.#context, source, options, request));
  }

  /** Commits, newest first. */
  listRevisions(request: HistoryRequest = {}): Promise<Page<RevisionSummary>> {
    return told(() => listRevisions(this.#context, request));
  }

  /** One commit with what it changed. */
  showRevision(revision: number): Promise<RevisionResource> {
    return told(() => showRevision(this.#context, revision));
  }

  diffRevisions(request: DiffRequest): Promise<RevisionDiff> {
    return told(() => diffRevisions(this.#context, request));
  }

  /** `input` is a RollbackCreate, checked here. Needs `request.why`. */
  rollBack(input: unknown, request: WriteRequest): Promise<RolledBack> {
    return told(() => rollBack(this.#context, input, request));
  }

  position(): Promise<Position> {
    return told(async () => positionOf(await this.#context.registry.position()));
  }
}
