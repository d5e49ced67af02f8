import type {
  CustomerCreate,
  CustomerPatch,
  CustomerResource,
  CustomerWritten,
  DeletedNode,
  ImportEvent,
  ImportSummary,
  NodeCreate,
  NodeDeleted,
  NodePatch,
  NodeResource,
  NodeSummary,
  NodeWritten,
  OriginCreate,
  OriginPatch,
  OriginResource,
  OriginWritten,
} from '@nearhop/contracts';
import type { ClaimsBackend } from './claims-backend.ts';
import type { NetworkTraffic } from '@nearhop/management';
import type { Explanation } from './explanation.ts';
import type { HistoryBackend } from './history-backend.ts';
import type { KeysBackend } from './keys-backend.ts';
import type { WebhooksBackend } from './webhooks-backend.ts';

/** How a write is made: `why` is kept in the history; a dry run says what would happen and writes nothing. */
export interface Writing {
  readonly why: string | undefined;
  readonly mode: 'commit' | 'dry-run';
  /** More is meant to go than is commonly meant. */
  readonly force: boolean;
  /** Where requests come from, for a dry run; undefined for what the routers reported. */
  readonly traffic?: (() => Promise<readonly NetworkTraffic[]>) | undefined;
  /** In whose name, where nobody signs in. */
  readonly as?: string | undefined;
}

/** What a command does with the records: `follow` only reads them, as every dry run does. */
export type Access = 'follow' | 'write';

/** A node by the name that people use, or by its id; the customer is needed when several have a node of this name. */
export interface NodeReference {
  readonly name: string;
  readonly customer: string | undefined;
}

/** One router and the revision that it serves; undefined when it cannot be reached. */
export interface RouterPosition {
  readonly url: string;
  readonly revision: number | undefined;
  readonly detail: string | undefined;
}

/** The file of an import as it lies on disk, how many rows it has by a count of its lines, and how its blocks are meant. */
export interface ImportFile {
  readonly path: string;
  readonly rowsTotal: number;
  /** They may equal blocks of the customer's other nodes. */
  readonly shared: boolean;
}

/** What operators do: either through control, or on the store itself as the machine's administrator. */
export interface Backend {
  listNodes(customer: string | undefined): Promise<readonly NodeSummary[]>;
  findNode(reference: NodeReference): Promise<NodeResource>;
  createNode(input: NodeCreate, writing: Writing): Promise<NodeWritten>;
  /** Changes the node if it still has this revision. */
  editNode(node: NodeResource, patch: NodePatch, writing: Writing): Promise<NodeWritten>;
  deleteNode(node: NodeResource, writing: Writing): Promise<NodeDeleted>;
  listDeletedNodes(customer: string | undefined): Promise<readonly DeletedNode[]>;
  restoreNode(reference: NodeReference, writing: Writing): Promise<NodeWritten>;

  listOrigins(): Promise<readonly OriginResource[]>;
  addOrigin(input: OriginCreate, writing: Writing): Promise<OriginWritten>;
  editOrigin(host: string, patch: OriginPatch, writing: Writing): Promise<OriginWritten>;
  removeOrigin(host: string, writing: Writing): Promise<OriginWritten>;

  listCustomers(): Promise<readonly CustomerResource[]>;
  findCustomer(id: string): Promise<CustomerResource>;
  createCustomer(input: CustomerCreate, writing: Writing): Promise<CustomerWritten>;
  editCustomer(id: string, patch: CustomerPatch, writing: Writing): Promise<CustomerWritten>;

  readonly claims: ClaimsBackend;

  /** Reports rows that are not `ok` and how far it is; resolves with the summary. */
  importFile(file: ImportFile, writing: Writing, report: (event: ImportEvent) => void): Promise<ImportSummary>;

  readonly history: HistoryBackend;
  readonly keys: KeysBackend;
  readonly webhooks: WebhooksBackend;

  explain(address: string): Promise<Explanation>;
  /** Every router that is known of, with the revision that it serves. */
  routers(): Promise<readonly RouterPosition[]>;
  close(): Promise<void>;
}
