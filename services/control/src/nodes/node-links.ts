import type { CacheNode, HeartbeatAnswer, HeartbeatRequest, HeartbeatStatus } from '@nearhop/contracts';
import type { AddressPolicy } from '@nearhop/ip';
import { CredentialCache, ManagementError, type Activations, type KnownCredential } from '@nearhop/management';
import type { Registry } from '@nearhop/registry';
import type { Logger, Meters } from '@nearhop/service-kit';
import { addressAsked, duplicateInstance, heartbeatsNotWritten, proofFailed, recordsLost } from '../events.ts';
import { heartbeatAnswer } from './heartbeat-answer.ts';
import { Heartbeats } from './heartbeats.ts';
import { LinkCounts } from './link-counts.ts';
import { NodeRecords, type RecordsWatcher } from './node-records.ts';
import { Proofs } from './proofs.ts';

const WRITE_EVERY_MS = 1_000;

export interface NodeLinksDependencies {
  readonly registry: Registry;
  readonly activations: Activations;
  readonly policy: AddressPolicy;
  readonly log: Logger;
  readonly meters: Pick<Meters, 'counter' | 'gauge'>;
  readonly now: () => Date;
  /** Told of what the registry says of nodes. */
  readonly watcher?: RecordsWatcher;
}

/** Control's end of the links to all nodes: their records and last heartbeats in memory, their credentials, their proofs. */
export class NodeLinks {
  readonly proofs: Proofs;
  readonly counts: LinkCounts;
  readonly #dependencies: NodeLinksDependencies;
  readonly #records: NodeRecords;
  readonly #credentials: CredentialCache;
  readonly #heartbeats = new Heartbeats();
  readonly #timer: ReturnType<typeof setInterval>;
  #beating = 0;
  #isWriting = false;
  #couldWrite = true;

  private constructor(records: NodeRecords, dependencies: NodeLinksDependencies) {
    const { registry, activations, policy, log, meters, now } = dependencies;
    this.#dependencies = dependencies;
    this.#records = records;
    this.#credentials = new CredentialCache({ secrets: registry.secrets, now, monotonicMs });
    this.counts = new LinkCounts(meters, () => this.#heartbeats.counts(monotonicMs()));
    this.proofs = new Proofs({
      policy,
      activations,
      monotonicMs,
      asked: (node, outcome) => {
        this.counts.proof(outcome.kind);
        addressAsked(log, node, outcome);
      },
      failed: (node, error) => proofFailed(log, node, error),
    });
    this.#timer = setInterval(() => void this.#writeAges(), WRITE_EVERY_MS);
  }

  static async begin(dependencies: NodeLinksDependencies): Promise<NodeLinks> {
    const { registry, log, watcher } = dependencies;
    const lost = (error: unknown) => recordsLost(log, error);
    return new NodeLinks(await NodeRecords.begin({ registry, lost, watcher }), dependencies);
  }

  async end(): Promise<void> {
    clearInterval(this.#timer);
    await this.#records.end();
  }

  /** Whose credential it is; undefined when it is none that is taken. Rejects with RegistryUnavailableError. */
  whoSends(credential: string): Promise<KnownCredential | undefined> {
    return this.#credentials.check(credential);
  }

  /** Undefined for a node that there is not any more. Rejects with ManagementError before the records could be read. */
  async takeHeartbeat(beat: HeartbeatRequest, sender: KnownCredential): Promise<HeartbeatAnswer | undefined> {
    if (!this.#records.isLoaded)
      throw new ManagementError('unavailable', 'Cannot take heartbeats: the registry could not be read yet');
    const node = await this.#records.node(beat.node);
    if (node === undefined) {
      this.#heartbeats.forget(beat.node);
      this.proofs.forget(beat.node);
      return undefined;
    }
    const outcome = this.#heartbeats.take(beat, node.number, monotonicMs());
    this.counts.heartbeat(outcome);
    if (outcome === 'duplicate' && this.counts.isNewDuplicate(node.id)) duplicateInstance(this.#dependencies.log, node);
    this.proofs.consider(node, sender.publicKey);
    return heartbeatAnswer(beat, {
      node,
      origins: this.#records.origins,
      beating: this.#beating,
      renewCredential: sender.renew,
      duplicate: outcome === 'duplicate',
    });
  }

  /** Asks a node that was just enrolled for its proof, before its first heartbeat. */
  proveSoon(id: string): void {
    const { registry, log } = this.#dependencies;
    registry
      .get('node', id)
      .then((record) => record && this.proofs.prove(record.value))
      .catch((error: unknown) => proofFailed(log, id, error));
  }

  /** What was last heard of a node. */
  heartbeatOf({ id }: Pick<CacheNode, 'id'>): HeartbeatStatus | undefined {
    const nowMs = monotonicMs();
    const last = this.#heartbeats.last(id, nowMs);
    if (last === undefined) return undefined;
    const ageMs = nowMs - last.lastMs;
    return {
      at: new Date(this.#dependencies.now().getTime() - ageMs).toISOString(),
      ageSeconds: Math.round(ageMs / 100) / 10,
      version: last.version,
      liveInstances: last.liveInstances,
      report: last.report,
    };
  }

  /** Whoever reads them goes by their age, so a write that fails is followed by the next. */
  async #writeAges(): Promise<void> {
    const nowMs = monotonicMs();
    this.#beating = this.#heartbeats.counts(nowMs).beating;
    const ages = this.#heartbeats.ages(nowMs);
    if (ages.length === 0 || this.#isWriting) return;
    this.#isWriting = true;
    try {
      await this.#dependencies.registry.health.putHeartbeats(ages, this.#dependencies.now().getTime());
      this.#couldWrite = true;
    } catch (error) {
      if (this.#couldWrite) heartbeatsNotWritten(this.#dependencies.log, error);
      this.#couldWrite = false;
    } finally {
      this.#isWriting = false;
    }
  }
}

function monotonicMs(): number {
  return performance.now();
}
