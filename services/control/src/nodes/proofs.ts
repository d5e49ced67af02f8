import { provenServers, type CacheNode, type ServerAddress } from '@nearhop/contracts';
import type { AddressPolicy } from '@nearhop/ip';
import type { Activations } from '@nearhop/management';
import { askForProof, type ProofOutcome } from './ask-for-proof.ts';

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 300_000;
/** Nodes that are asked at once; another one's turn comes with a later heartbeat. */
const MOST_AT_ONCE = 64;

export interface ProofsDependencies {
  readonly policy: AddressPolicy;
  readonly activations: Pick<Activations, 'enrolledKeys' | 'recordProof'>;
  readonly monotonicMs: () => number;
  /** Told of every address that was asked. */
  readonly asked: (node: string, outcome: ProofOutcome) => void;
  readonly failed: (node: string, error: unknown) => void;
}

interface Attempts {
  /** What was to be proven: other addresses begin anew. */
  readonly of: string;
  nextMs: number;
  waitMs: number;
  running: Promise<readonly ProofOutcome[]> | undefined;
  outcomes: readonly ProofOutcome[];
}

/** Asks nodes to prove their server addresses: at once when that is wanted, and with their heartbeats at growing intervals. */
export class Proofs {
  readonly #dependencies: ProofsDependencies;
  readonly #attempts = new Map<string, Attempts>();
  #running = 0;

  constructor(dependencies: ProofsDependencies) {
    this.#dependencies = dependencies;
  }

  /** To be called with each heartbeat of an installation: asks when an address is not proven by it and the time has come. */
  consider(node: CacheNode, publicKey: string): void {
    if (isProven(node, publicKey)) {
      this.#attempts.delete(node.id);
      return;
    }
    const attempts = this.#attemptsOf(node);
    const isDue = attempts.nextMs <= this.#dependencies.monotonicMs() && this.#running < MOST_AT_ONCE;
    if (isDue && attempts.running === undefined)
      this.#ask(node, attempts).catch((error: unknown) => this.#dependencies.failed(node.id, error));
  }

  /** Asks now, whatever is proven already, and soon again should that be needed; whoever asks while it runs gets the same outcomes. */
  prove(node: CacheNode): Promise<readonly ProofOutcome[]> {
    const attempts = this.#attemptsOf(node);
    attempts.waitMs = FIRST_WAIT_MS;
    return attempts.running ?? this.#ask(node, attempts);
  }

  /** How the last attempt ended. */
  lastOutcomes(node: string): readonly ProofOutcome[] {
    return this.#attempts.get(node)?.outcomes ?? [];
  }

  /** Of nodes that are no more. */
  forget(node: string): void {
    this.#attempts.delete(node);
  }

  #attemptsOf(node: CacheNode): Attempts {
    const of = JSON.stringify([node.servers.ipv4, node.servers.ipv6]);
    const known = this.#attempts.get(node.id);
    if (known?.of === of) return known;
    const attempts = { of, nextMs: 0, waitMs: FIRST_WAIT_MS, running: undefined, outcomes: [] };
    this.#attempts.set(node.id, attempts);
    return attempts;
  }

  async #ask(node: CacheNode, attempts: Attempts): Promise<readonly ProofOutcome[]> {
    this.#running++;
    attempts.nextMs = this.#dependencies.monotonicMs() + attempts.waitMs;
    attempts.waitMs = Math.min(attempts.waitMs * 2, LONGEST_WAIT_MS);
    attempts.running = this.#askAll(node);
    try {
      attempts.outcomes = await attempts.running;
      return attempts.outcomes;
    } finally {
      attempts.running = undefined;
      this.#running--;
    }
  }

  async #askAll(node: CacheNode): Promise<readonly ProofOutcome[]> {
    const { activations, policy, asked } = this.#dependencies;
    const publicKeys = await activations.enrolledKeys(node.id);
    const servers = [node.servers.ipv4, node.servers.ipv6].filter((server) => server !== undefined);
    const outcomes = await Promise.all(
      servers.map((server: ServerAddress) => askForProof({ node: node.id, server, publicKeys }, policy)),
    );
    for (const outcome of outcomes) asked(node.id, outcome);
    // The newest installation that proved anything: one of before proves no more once another has.
    const publicKey = publicKeys.find((key) => outcomes.some((one) => one.kind === 'proven' && one.publicKey === key));
    if (publicKey !== undefined) {
      const proven = outcomes.filter((one) => one.kind === 'proven' && one.publicKey === publicKey);
      await activations.recordProof({ node: node.id, publicKey, servers: proven.map(({ server }) => server) });
    }
    return outcomes;
  }
}

function isProven(node: CacheNode, publicKey: string): boolean {
  const proven = provenServers(node);
  const { servers, activation } = node;
  return activation?.publicKey === publicKey && same(proven.ipv4, servers.ipv4) && same(proven.ipv6, servers.ipv6);
}

function same(one: ServerAddress | undefined, other: ServerAddress | undefined): boolean {
  return (one === undefined) === (other === undefined);
}
