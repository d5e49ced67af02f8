import { AddressPolicy } from '@nearhop/ip';
import { Management, randomNodeId } from '@nearhop/management';
import { openRegistry, type Registry } from '@nearhop/registry';
import { createLog, createMeters, type Logger, type Meters } from '@nearhop/service-kit';
import type { ControlConfig } from './config.ts';
import { RequestCounts } from './request-counts.ts';
import { RouterFleet } from './router-fleet.ts';

/** Everything that control is made of, composed once. */
export interface ControlContext {
  readonly config: ControlConfig;
  readonly log: Logger;
  readonly meters: Meters;
  readonly registry: Registry;
  readonly management: Management;
  readonly fleet: RouterFleet;
  readonly counts: RequestCounts;
  /** Requests that one address may make in a second. */
  readonly requestsPerSecond: number;
}

export type ControlOverrides = Partial<Pick<ControlContext, 'log' | 'registry' | 'requestsPerSecond'>> & {
  readonly now?: () => Date;
  readonly newId?: () => string;
};

const REQUESTS_PER_SECOND = 10_000;

export async function controlContext(config: ControlConfig, overrides: ControlOverrides = {}): Promise<ControlContext> {
  const log = overrides.log ?? createLog('control', { level: config.logLevel });
  const meters = createMeters('control');
  const registry = overrides.registry ?? (await openRegistry(config.store, storeOptions(config)));
  const policy = new AddressPolicy({ privateNetworks: config.privateNetworks, lab: config.lab });
  const now = overrides.now ?? (() => new Date());
  const newId = overrides.newId ?? randomNodeId;
  return {
    config,
    log,
    meters,
    registry,
    // Activation does not exist yet, and only this machine reaches control: its nodes are activated as they are made.
    management: new Management({ policy, authority: 'api', activateOnCreate: true }, { registry, now, newId }),
    fleet: new RouterFleet(config.routers),
    counts: new RequestCounts(meters),
    requestsPerSecond: overrides.requestsPerSecond ?? REQUESTS_PER_SECOND,
  };
}

function storeOptions({ lab, storeAcks }: ControlConfig) {
  return { access: 'write' as const, lab, ...(storeAcks !== undefined && { acks: storeAcks }) };
}
