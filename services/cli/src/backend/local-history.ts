import type { RollbackCreate } from '@nearhop/contracts';
import type { Management } from '@nearhop/management';
import type { Writing } from './backend.ts';
import type { HistoryBackend } from './history-backend.ts';
import { localRequest } from './local-request.ts';
import { managed } from './management-refusal.ts';

export class LocalHistory implements HistoryBackend {
  readonly #management: Management;

  constructor(management: Management) {
    this.#management = management;
  }

  async list(options: { readonly before: number | undefined; readonly limit: number }) {
    return (await managed(this.#management.listRevisions(options))).items;
  }

  show(revision: number) {
    return managed(this.#management.showRevision(revision));
  }

  diff(span: { readonly from: number; readonly to: number; readonly customer: string | undefined }) {
    return managed(this.#management.diffRevisions(span));
  }

  rollBack(wanted: RollbackCreate, writing: Writing) {
    return managed(this.#management.rollBack(wanted, localRequest(writing)));
  }
}
