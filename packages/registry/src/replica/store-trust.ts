import { RegistryUnavailableError } from '../errors.ts';
import type { RegistryPosition } from '../revision.ts';
import type { Alarms } from './alarms.ts';
import { messageOf } from './error-message.ts';
import { ContentsRefusedError } from './reload.ts';
import type { ReplicaLog } from './replica-log.ts';
import { StoreRefusedError } from './store-refused.ts';

/** In case that somebody completes a half-copied store in place, under the position it had. */
const READ_AGAIN_AFTER_MS = 5_000;

/** What is thought of the store: an alarm from the first fault until everything that it holds was found good again. */
export class StoreTrust {
  readonly #alarms: Alarms;
  readonly #log: ReplicaLog;
  #trust: 'whole' | 'to-be-audited' = 'whole';
  #refused: ContentsRefusedError | undefined;
  #readAgainAtMs = 0;

  constructor(dependencies: { readonly alarms: Alarms; readonly log: ReplicaLog }) {
    this.#alarms = dependencies.alarms;
    this.#log = dependencies.log;
  }

  /** After a fault the store that comes back may be another, or a part of what it was: it has to be read as a whole. */
  get isAuditDue(): boolean {
    return this.#trust === 'to-be-audited';
  }

  lose(error: unknown): void {
    this.#trust = 'to-be-audited';
    if (error instanceof StoreRefusedError) {
      this.#alarms.raise('store', error.code, error.message);
      if (error instanceof ContentsRefusedError) this.#remember(error);
      return;
    }
    this.#alarms.raise('store', 'registry-unavailable', messageOf(error));
    if (!(error instanceof RegistryUnavailableError)) this.#log.error({ err: error }, 'Following the registry failed');
  }

  regain(): void {
    this.#trust = 'whole';
    this.#refused = undefined;
    this.#alarms.clear('store');
  }

  /** Throws the last refusal again when this very store was read as a whole a moment ago and refused. */
  insistWorthReading(offered: RegistryPosition): void {
    const refused = this.#refused;
    if (refused === undefined || performance.now() >= this.#readAgainAtMs) return;
    if (isSame(refused.position, offered)) throw refused;
  }

  #remember(error: ContentsRefusedError): void {
    if (this.#refused === error) return;
    this.#refused = error;
    this.#readAgainAtMs = performance.now() + READ_AGAIN_AFTER_MS;
  }
}

function isSame(x: RegistryPosition, y: RegistryPosition): boolean {
  return x.lineage === y.lineage && x.revision === y.revision && x.chain === y.chain && x.digest === y.digest;
}
