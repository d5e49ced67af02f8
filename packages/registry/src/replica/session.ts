import { RegistryUnavailableError } from '../errors.ts';
import type { View } from '../view.ts';
import type { Alarms } from './alarms.ts';
import { auditUntilComplete } from './audit.ts';
import { messageOf } from './error-message.ts';
import type { FollowedRegistry } from './followed-registry.ts';
import { judgePosition } from './guard.ts';
import { leadsOnFrom } from './history-link.ts';
import type { Holding } from './holding.ts';
import { loadAside } from './reload.ts';
import type { ReplicaLog } from './replica-log.ts';
import { brokenLink } from './revision-link.ts';
import { insist } from './store-refused.ts';
import type { StoreTrust } from './store-trust.ts';
import type { VectorFollower } from './vector-follower.ts';

export interface SessionDependencies<State> {
  readonly view: View<State>;
  readonly holding: Holding<State>;
  readonly vectors: VectorFollower;
  readonly trust: StoreTrust;
  readonly alarms: Alarms;
  readonly log: ReplicaLog;
}

/** Following over one open store, up to its first fault. */
export class Session<State> {
  readonly #registry: FollowedRegistry;
  readonly #dependencies: SessionDependencies<State>;
  readonly #ending = new AbortController();

  constructor(registry: FollowedRegistry, dependencies: SessionDependencies<State>) {
    this.#registry = registry;
    this.#dependencies = dependencies;
  }

  /** Resolves after `end`, when all is quiet; rejects with the fault, or with `StoreRefusedError`. */
  async run(): Promise<void> {
    await this.#accept();
    const { vectors, trust } = this.#dependencies;
    const work = [this.#followRevisions(), vectors.follow(this.#registry.health, this.#ending.signal)];
    if (trust.isAuditDue) work.push(this.#audit());
    const endAll = (error: unknown) => {
      this.end();
      throw error;
    };
    const results = await Promise.allSettled(work.map((part) => part.catch(endAll)));
    for (const result of results) if (result.status === 'rejected') throw result.reason;
  }

  end(): void {
    this.#ending.abort();
  }

  /** Makes sure that what is held leads on to what the store holds; reloads when it does not. */
  async #accept(): Promise<void> {
    const { holding, trust } = this.#dependencies;
    const offered = await this.#registry.position();
    insist(judgePosition(holding.seen, offered));
    trust.insistWorthReading(offered);
    const ours = holding.held?.position;
    const isLinked = ours !== undefined && (await leadsOnFrom(ours, this.#registry, offered)) === 'linked';
    if (!isLinked) await this.#reload();
  }

  async #followRevisions(): Promise<void> {
    const { signal } = this.#ending;
    while (!signal.aborted) {
      const why = await this.#applyChanges(signal);
      if (why === undefined) continue;
      this.#dependencies.log.warn({ why }, 'Reloading the registry');
      await this.#reload();
    }
  }

  /** Applies revisions for as long as they can be; returns why a reload is needed, if it is. */
  async #applyChanges(signal: AbortSignal): Promise<string | undefined> {
    const { holding } = this.#dependencies;
    if (holding.held === undefined) return 'no state is held';
    for await (const step of this.#registry.changes(holding.held.position, signal)) {
      if (step.kind === 'reload') return 'the revisions since ours are not to be had';
      const broken = brokenLink(holding.held.position, step.revision);
      if (broken !== undefined) return broken;
      try {
        await holding.apply(step.revision);
      } catch (error) {
        return messageOf(error);
      }
    }
    if (!signal.aborted) throw new RegistryUnavailableError('Cannot follow the store: it ended the stream of changes');
    return undefined;
  }

  async #reload(): Promise<void> {
    const { holding, view, trust } = this.#dependencies;
    const offered = await this.#registry.position();
    insist(judgePosition(holding.seen, offered));
    if (offered.revision === holding.held?.position.revision) {
      const why = `it offers no way on from revision ${offered.revision}, at which it stands`;
      throw new RegistryUnavailableError(`Cannot follow the store: ${why}`);
    }
    await holding.replace(await loadAside(this.#registry, view, holding.seen, this.#ending.signal));
    trust.regain();
  }

  async #audit(): Promise<void> {
    const { alarms, trust } = this.#dependencies;
    await auditUntilComplete(this.#registry, alarms, this.#ending.signal);
    trust.regain();
  }
}
