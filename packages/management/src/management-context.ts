import type { HealthVector } from '@nearhop/contracts';
import type { AddressPolicy, Prefix } from '@nearhop/ip';
import type { Registry } from '@nearhop/registry';
import { KEPT_MS } from './claim-state.ts';
import { KeyedTurns } from './keyed-turns.ts';
import { SharedReading } from './shared-reading.ts';
import type { ClientTraffic } from './traffic/client-traffic.ts';

export interface ManagementOptions {
  readonly policy: AddressPolicy;
  /** `administrator` acts on the store itself, as whoever owns the machine; `api` for somebody who came over the network. */
  readonly authority: 'administrator' | 'api';
  /** Whom claimants ask when a claim requires attention, such as an e-mail address. */
  readonly supportContact?: string | undefined;
}

export interface ManagementDependencies {
  readonly registry: Registry;
  readonly now: () => Date;
  /** Makes ids of new nodes: `randomNodeId`. */
  readonly newId: () => string;
  /** Who announces which space, as far as this deployment has a table of it. */
  readonly originAs?: OriginAsTable | undefined;
  /** Where requests come from: lately, as far as this deployment knows, or as somebody brought it under a name. */
  readonly traffic?: ((named?: string) => ClientTraffic | undefined) | undefined;
}

/** A table of origin AS numbers. */
export interface OriginAsTable {
  /** The networks inside or around a prefix that somebody announces, at most `most`; gaps are left out. */
  announced(prefix: Prefix, most: number): readonly { readonly prefix: Prefix; readonly asn: number }[];
}

/** Who writes, why, and how carefully. */
export interface WriteRequest {
  /** `local:<user>@<host>`, a person or a token: history keeps it. */
  readonly by: string;
  readonly why?: string | undefined;
  /** A retry with the same key finds what the first request made. */
  readonly idempotencyKey?: string | undefined;
  /** More is meant to go than is commonly meant: see large-loss.ts. */
  readonly force?: boolean | undefined;
  /** Where requests come from, for a dry run; left out for what the routers reported. */
  readonly traffic?: (() => Promise<ClientTraffic>) | { readonly named: string } | undefined;
  /** Tells what would be, and writes nothing. */
  readonly dryRun?: boolean | undefined;
  /** The revision that the record must still have: its ETag. */
  readonly expectedRevision?: number | undefined;
}

/** What every operation works with. */
export interface ManagementContext extends ManagementDependencies {
  readonly policy: AddressPolicy;
  /** An administrator's nodes are activated as they are made; all others prove their addresses. */
  readonly activateOnCreate: boolean;
  readonly authority: ManagementOptions['authority'];
  readonly supportContact: string | undefined;
  /** Writers of one customer's address space, one after the other, so that they do not have to try again. */
  readonly claimTurns: KeyedTurns;
  /** The health vector for whoever shows nodes. */
  readonly vector: SharedReading<HealthVector>;
}

export function managementContext(options: ManagementOptions, dependencies: ManagementDependencies): ManagementContext {
  const activateOnCreate = options.authority === 'administrator';
  const { policy, authority, supportContact } = options;
  const claimTurns = new KeyedTurns();
  const vector = new SharedReading(() => dependencies.registry.health.vector());
  return { ...dependencies, policy, authority, supportContact, activateOnCreate, claimTurns, vector };
}

/** Now, as records and history keep it. */
export function instant(context: Pick<ManagementContext, 'now'>): string {
  return context.now().toISOString();
}

/** Deleted nodes and released space are kept from then on. */
export function keptSince({ now }: Pick<ManagementContext, 'now'>): string {
  return new Date(now().getTime() - KEPT_MS).toISOString();
}
