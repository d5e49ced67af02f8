import type { RevisionDiff, RevisionResource, RevisionSummary, RollbackCreate, RolledBack } from '@nearhop/contracts';
import type { Writing } from './backend.ts';

/** What was committed, and the way back. */
export interface HistoryBackend {
  /** At most 1,000, newest first. */
  list(options: { readonly before: number | undefined; readonly limit: number }): Promise<readonly RevisionSummary[]>;
  show(revision: number): Promise<RevisionResource>;
  diff(span: {
    readonly from: number;
    readonly to: number;
    readonly customer: string | undefined;
  }): Promise<RevisionDiff>;
  rollBack(wanted: RollbackCreate, writing: Writing): Promise<RolledBack>;
}
