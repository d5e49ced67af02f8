import type {
  CustomerCreate,
  CustomerResource,
  CustomerWritten,
  ImportEvent,
  ImportSummary,
  NodeCreate,
  NodeDeleted,
  NodePatch,
  NodeResource,
  NodeSummary,
  NodeWritten,
  OriginCreate,
  OriginResource,
  OriginWritten,
} from '@nearhop/contracts';
import type { Explanation } from './explanation.ts';

/** How a write is made: `why` is kept in the history; a dry run says what would happen and writes nothing. */
export interface Writing {
  readonly why: string | undefined;
  readonly mode: 'commit' | 'dry-run';
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

  listOrigins(): Promise<readonly OriginResource[]>;
  addOrigin(input: OriginCreate, writing: Writing): Promise<OriginWritten>;
  removeOrigin(host: string, writing: Writing): Promise<OriginWritten>;

  listCustomers(): Promise<readonly CustomerResource[]>;
  createCustomer(input: CustomerCreate, writing: Writing): Promise<CustomerWritten>;

  /** Reports rows that are not `ok` and how far it is; resolves with the summary. */
  importFile(file: ImportFile, writing: Writing, report: (event: ImportEvent) => void): Promise<ImportSummary>;

  explain(address: string): Promise<Explanation>;
  /** Every router that is known of, with the revision that it serves. */
  routers(): Promise<readonly RouterPosition[]>;
  close(): Promise<void>;
}
