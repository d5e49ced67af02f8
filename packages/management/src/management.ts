import type {
  CustomerResource,
  CustomerWritten,
  ImportSummary,
  NodeDeleted,
  NodeResource,
  NodeSummary,
  NodeWritten,
  OriginResource,
  OriginWritten,
  Position,
} from '@nearhop/contracts';
import { OutcomeUnknownError, RegistryUnavailableError } from '@nearhop/registry';
import { createCustomer, listCustomers, showCustomer } from './customers.ts';
import { createNode } from './create-node.ts';
import { deleteNode } from './delete-node.ts';
import { editNode } from './edit-node.ts';
import { importRows, type ImportOptions, type ImportSource } from './import-rows.ts';
import {
  managementContext,
  type ManagementContext,
  type ManagementDependencies,
  type ManagementOptions,
  type WriteRequest,
} from './management-context.ts';
import { ManagementError } from './management-error.ts';
import { listNodes, showNode, type NodeListRequest } from './node-resource.ts';
import { addOrigin, listOrigins, removeOrigin, showOrigin } from './origins.ts';
import type { Page, PageRequest } from './page.ts';
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

  /** `input` is a NodeCreate, checked here. */
  createNode(input: unknown, request: WriteRequest): Promise<NodeWritten> {
    return told(() => createNode(this.#context, input, request));
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

  showNode(reference: string): Promise<NodeResource> {
    return told(() => showNode(this.#context, reference));
  }

  listNodes(request: NodeListRequest = {}): Promise<Page<NodeSummary>> {
    return told(() => listNodes(this.#context, request));
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

  removeOrigin(host: string, request: WriteRequest): Promise<OriginWritten> {
    return told(() => removeOrigin(this.#context, host, request));
  }

  /** `input` is a CustomerCreate, checked here. */
  createCustomer(input: unknown, request: WriteRequest): Promise<CustomerWritten> {
    return told(() => createCustomer(this.#context, input, request));
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

  position(): Promise<Position> {
    return told(async () => positionOf(await this.#context.registry.position()));
  }
}

/** The registry's own failures in the words of a refusal. */
async function told<Result>(operation: () => Promise<Result>): Promise<Result> {
  try {
    return await operation();
  } catch (error) {
    if (error instanceof RegistryUnavailableError)
      throw new ManagementError('unavailable', error.message, { cause: error });
    if (error instanceof OutcomeUnknownError)
      throw new ManagementError('outcome-unknown', error.message, { cause: error });
    throw error;
  }
}
