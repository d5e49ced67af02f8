import { claimId, type Claim, type Customer } from '@nearhop/contracts';
import { MAX_WRITES_PER_COMMIT, type Expectation, type RecordWrite } from '@nearhop/registry';
import { DEFAULT_CUSTOMER } from './customers.ts';
import type { ImportNode } from './import-nodes.ts';
import type { RowTally } from './row-tally.ts';

/** A block on its way, and the row that it is counted for. */
export interface ImportClaim {
  claim: Claim;
  /** 0 for one that is to be made; of a released one that is taken back, the revision that it has. */
  revision: number;
  readonly node: ImportNode;
  readonly tally: RowTally;
}

// One more block may bring its node and its customer along.
const FULL_AT = MAX_WRITES_PER_COMMIT - 3;

/** What the next commit of an import will hold. */
export class ImportBatch {
  readonly claims = new Map<string, ImportClaim>();
  readonly nodes = new Set<ImportNode>();
  readonly customers = new Set<string>();

  get full(): boolean {
    return this.claims.size + this.nodes.size + this.customers.size >= FULL_AT;
  }

  /** Nodes that must be written: those that changed or are new, and those of new blocks, so that their revision covers these. */
  nodesToWrite(): ImportNode[] {
    const nodes = new Set<ImportNode>();
    for (const { node } of this.claims.values()) nodes.add(node);
    for (const node of this.nodes) if (node.changed) nodes.add(node);
    return [...nodes];
  }

  /** The writes, in the order that a reader can follow, and what must hold for them. */
  plan(nodes: readonly ImportNode[]): { readonly writes: RecordWrite[]; readonly expectations: Expectation[] } {
    const writes: RecordWrite[] = [];
    const expectations: Expectation[] = [];
    for (const id of this.customers) {
      writes.push({ kind: 'customer', id, value: newCustomer(id) });
      expectations.push({ kind: 'customer', id, revision: 0 });
    }
    for (const { value, revision } of nodes) {
      writes.push({ kind: 'node', id: value.id, value });
      expectations.push({ kind: 'node', id: value.id, revision });
    }
    for (const [id, { claim, revision }] of this.claims) {
      writes.push({ kind: 'claim', id, value: claim });
      expectations.push({ kind: 'claim', id, revision });
    }
    return { writes, expectations };
  }

  /** Gives claims the id of their node again, after a node turned out to be another record. */
  claimsFollowNodes(): void {
    for (const [id, entry] of this.claims) {
      const node = entry.node.value.id;
      if (entry.claim.node === node) continue;
      this.claims.delete(id);
      entry.claim = { ...entry.claim, node };
      entry.revision = 0;
      this.claims.set(claimId(entry.claim), entry);
    }
  }

  clear(): void {
    this.claims.clear();
    this.nodes.clear();
    this.customers.clear();
  }
}

function newCustomer(id: string): Customer {
  return id === DEFAULT_CUSTOMER.id ? DEFAULT_CUSTOMER : { id, name: id, asns: [] };
}
