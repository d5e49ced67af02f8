import {
  revisionDiffSchema,
  revisionListSchema,
  revisionResourceSchema,
  rolledBackSchema,
  type RollbackCreate,
} from '@nearhop/contracts';
import type { Writing } from './backend.ts';
import type { ControlClient } from './control-client.ts';
import { how, json } from './control-requests.ts';
import type { HistoryBackend } from './history-backend.ts';

export class ControlHistory implements HistoryBackend {
  readonly #control: ControlClient;

  constructor(control: ControlClient) {
    this.#control = control;
  }

  async list({ before, limit }: { readonly before: number | undefined; readonly limit: number }) {
    const query = { before: before?.toString(), limit: String(limit) };
    return (await this.#control.ask(revisionListSchema, '/v1/revisions', { query })).items;
  }

  show(revision: number) {
    return this.#control.ask(revisionResourceSchema, `/v1/revisions/${revision}`);
  }

  diff({ from, to, customer }: { readonly from: number; readonly to: number; readonly customer: string | undefined }) {
    const query = { from: String(from), to: String(to), customer };
    return this.#control.ask(revisionDiffSchema, '/v1/diff', { query });
  }

  rollBack(wanted: RollbackCreate, writing: Writing) {
    const request = { method: 'POST', ...json(wanted), ...how(writing) } as const;
    return this.#control.ask(rolledBackSchema, '/v1/rollbacks', request);
  }
}
