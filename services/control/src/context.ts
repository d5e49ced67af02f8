import { AddressPolicy } from '@nearhop/ip';
import { Activations, Management, randomNodeId, Webhooks } from '@nearhop/management';
import { openRegistry, type Registry } from '@nearhop/registry';
import { createLog, createMeters, type Logger, type Meters } from '@nearhop/service-kit';
import type { ControlConfig } from './config.ts';
import { openOriginAs } from './origin-as/open-origin-as.ts';
import { NodeLinks } from './nodes/node-links.ts';
import { RequestCounts } from './request-counts.ts';
import { RouterFleet } from './router-fleet.ts';
import { NamedTraffic } from './traffic/named-traffic.ts';
import { TrafficMemory } from './traffic/traffic-memory.ts';
import { WebhookDesk, type WebhookDeskDependencies } from './webhooks/webhook-desk.ts';

/** Everything that control is made of, composed once. */
export interface ControlContext {
  readonly config: ControlConfig;
  readonly log: Logger;
  readonly meters: Meters;
  readonly registry: Registry;
  readonly management: Management;
  readonly activations: Activations;
  readonly links: NodeLinks;
  readonly webhooks: Webhooks;
  readonly webhookDesk: WebhookDesk;
  readonly fleet: RouterFleet;
  readonly traffic: TrafficMemory;
  readonly namedTraffic: NamedTraffic;
  readonly counts: RequestCounts;
  /** Requests that one address may make in a second. */
  readonly requestsPerSecond: number;
}

export type ControlOverrides = Partial<Pick<ControlContext, 'log' | 'registry' | 'requestsPerSecond'>> & {
  readonly now?: () => Date;
  readonly newId?: () => string;
  readonly webhookDelivery?: Pick<WebhookDeskDependencies, 'trusted' | 'resolve' | 'retryAfterMs'>;
};

const REQUESTS_PER_SECOND = 10_000;

export async function controlContext(config: ControlConfig, overrides: ControlOverrides = {}): Promise<ControlContext> {
  const log = overrides.log ?? createLog('control', { level: config.logLevel });
  const meters = createMeters('control');
  const originAs = config.asnFile === undefined ? undefined : await openOriginAs(config.asnFile);
  const registry = overrides.registry ?? (await openRegistry(config.store, { ...storeOptions(config), log }));
  const policy = new AddressPolicy({ privateNetworks: config.privateNetworks, lab: config.lab });
  const now = overrides.now ?? (() => new Date());
  const newId = overrides.newId ?? randomNodeId;
  const traffic = new TrafficMemory({ now });
  const namedTraffic = new NamedTraffic({ now });
  const options = { policy, authority: 'api' } as const;
  const activations = new Activations(options, { registry, now, newId });
  const webhooks = new Webhooks({ policy, lab: config.lab }, { registry, now });
  const webhookDesk = new WebhookDesk({ registry, webhooks, policy, log, meters, now, ...overrides.webhookDelivery });
  return {
    config,
    log,
    meters,
    registry,
    management: new Management(
      { ...options, supportContact: config.supportContact },
      {
        registry,
        now,
        newId,
        originAs,
        traffic: (named?: string) => (named === undefined ? traffic.lastDay() : namedTraffic.get(named)),
      },
    ),
    activations,
    links: await NodeLinks.begin({ registry, activations, policy, log, meters, now, watcher: webhookDesk }),
    webhooks,
    webhookDesk,
    fleet: new RouterFleet(config.routers),
    traffic,
    namedTraffic,
    counts: new RequestCounts(meters),
    requestsPerSecond: overrides.requestsPerSecond ?? REQUESTS_PER_SECOND,
  };
}

function storeOptions({ lab, storeAcks }: ControlConfig) {
  return { access: 'write' as const, lab, ...(storeAcks !== undefined && { acks: storeAcks }) };
}
