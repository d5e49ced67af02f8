import type { Address } from '@nearhop/ip';
import http from 'node:http';
import https from 'node:https';
import { rootCertificates } from 'node:tls';
import { EntryGate, type EntryGateOptions } from './entry-gate.ts';
import type { OriginError } from './origin-error.ts';
import type { OriginPlace } from './origin-request.ts';

export interface OriginLineOptions {
  readonly gate: EntryGateOptions;
  /** PEM texts that are trusted beside those of the system; null for none. */
  readonly authorities: string | null;
}

const KEPT = { keepAlive: true, maxFreeSockets: 16, timeout: 30_000, scheduling: 'lifo' } as const;

/** What is kept of one origin: its connections, who may use them, and whether it could be reached. */
export class OriginLine {
  readonly agent: http.Agent;
  /** For what may not be asked twice: a connection that was kept may be gone. */
  readonly onceAgent: http.Agent;
  readonly gate: EntryGate;
  #unreachable: { readonly error: OriginError; readonly untilMs: number } | undefined;
  #good: Address | undefined;

  constructor({ scheme }: OriginPlace, { gate, authorities }: OriginLineOptions) {
    const trusted = authorities === null ? {} : { ca: [...rootCertificates, authorities] };
    this.agent = newAgent(scheme, { ...KEPT, ...trusted });
    this.onceAgent = newAgent(scheme, trusted);
    this.gate = new EntryGate(gate);
  }

  /** Why it need not be asked now. */
  unreachable(nowMs: number): OriginError | undefined {
    if (this.#unreachable !== undefined && this.#unreachable.untilMs <= nowMs) this.#unreachable = undefined;
    return this.#unreachable?.error;
  }

  noteUnreachable(error: OriginError, untilMs: number): void {
    this.#unreachable = { error, untilMs };
    this.#good = undefined;
  }

  noteReached(address: Address): void {
    this.#unreachable = undefined;
    this.#good = address;
  }

  /** The address that answered last comes first. */
  inOrder(addresses: readonly Address[]): readonly Address[] {
    const good = this.#good;
    const index = good === undefined ? -1 : addresses.findIndex((address) => address.equals(good));
    return index <= 0 ? addresses : [...addresses.slice(index), ...addresses.slice(0, index)];
  }

  close(): void {
    this.agent.destroy();
    this.onceAgent.destroy();
  }
}

function newAgent(scheme: OriginPlace['scheme'], options: https.AgentOptions): http.Agent {
  return scheme === 'http' ? new http.Agent(options) : new https.Agent(options);
}
