import type { AddressPolicy } from '@nearhop/ip';
import type { Registry } from '@nearhop/registry';

export interface ManagementOptions {
  readonly policy: AddressPolicy;
  /** `administrator` acts on the store itself, as whoever owns the machine; `api` for somebody who came over the network. */
  readonly authority: 'administrator' | 'api';
  /** Nodes are activated as they are made. An administrator's always are; of the API's while activation does not exist. */
  readonly activateOnCreate?: boolean;
}

export interface ManagementDependencies {
  readonly registry: Registry;
  readonly now: () => Date;
  /** Makes ids of new nodes: `randomNodeId`. */
  readonly newId: () => string;
}

/** Who writes, why, and how carefully. */
export interface WriteRequest {
  /** `local:<user>@<host>`, a person or a token: history keeps it. */
  readonly by: string;
  readonly why?: string | undefined;
  /** A retry with the same key finds what the first request made. */
  readonly idempotencyKey?: string | undefined;
  /** Tells what would be, and writes nothing. */
  readonly dryRun?: boolean | undefined;
  /** The revision that the record must still have: its ETag. */
  readonly expectedRevision?: number | undefined;
}

/** What every operation works with. */
export interface ManagementContext extends ManagementDependencies {
  readonly policy: AddressPolicy;
  readonly activateOnCreate: boolean;
}

export function managementContext(options: ManagementOptions, dependencies: ManagementDependencies): ManagementContext {
  const activateOnCreate = options.authority === 'administrator' || options.activateOnCreate === true;
  return { ...dependencies, policy: options.policy, activateOnCreate };
}

/** Now, as records and history keep it. */
export function instant(context: Pick<ManagementContext, 'now'>): string {
  return context.now().toISOString();
}
