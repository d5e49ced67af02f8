import { RoutingState, routingTableView, type RoutingTable } from '@nearhop/decision';
import { AddressPolicy } from '@nearhop/ip';
import { openRegistry, Replica, type Registry } from '@nearhop/registry';
import { createLog, type Logger } from '@nearhop/service-kit';
import { join } from 'node:path';
import { ClientReader } from './client-reader.ts';
import type { RouterConfig } from './config.ts';
import { newCounters, type Counters } from './counters.ts';
import { DRAIN_TIMES, type DrainTimes } from './drain.ts';
import { ClientSample } from './reports/client-sample.ts';
import { Standing } from './standing.ts';
import { Dice } from './ttl.ts';

const SNAPSHOT_EVERY_MS = 60_000;

/** What tests and the command line's `up` put in the place of the real thing. */
export interface RouterOverrides {
  readonly log?: Logger;
  readonly now?: () => Date;
  readonly openRegistry?: () => Promise<Registry>;
  /** Of the spread of TTLs: a uint32. */
  readonly seed?: number;
  readonly drainTimes?: DrainTimes;
}

/** Everything that one router process answers from. */
export interface RouterContext {
  readonly config: RouterConfig;
  readonly log: Logger;
  readonly now: () => Date;
  readonly replica: Replica<RoutingTable>;
  readonly state: RoutingState;
  readonly standing: Standing;
  readonly clients: ClientReader;
  readonly counters: Counters;
  /** Of the clients that were answered, for the reports to control. */
  readonly sample: ClientSample;
  readonly dice: Dice;
  readonly drainTimes: DrainTimes;
}

/** `worker` numbers the processes that share the port: each keeps its last good table apart. */
export function createContext(config: RouterConfig, worker: number, overrides: RouterOverrides = {}): RouterContext {
  const log = overrides.log ?? createLog('router', { level: config.logLevel });
  const now = overrides.now ?? (() => new Date());
  const open = overrides.openRegistry ?? (() => openRegistry(config.store, { access: 'follow', lab: config.lab, log }));
  const directory = join(config.dataDir, 'router', String(worker));
  return {
    config,
    log,
    now,
    replica: new Replica({ directory, snapshotEveryMs: SNAPSHOT_EVERY_MS }, { open, view: routingTableView, log, now }),
    state: new RoutingState({ policy: new AddressPolicy(config) }),
    standing: new Standing(now),
    clients: new ClientReader(config.trustedProxies),
    counters: newCounters(),
    sample: new ClientSample(),
    drainTimes: overrides.drainTimes ?? DRAIN_TIMES,
    dice: new Dice(overrides.seed ?? crypto.getRandomValues(new Uint32Array(1))[0] ?? 1),
  };
}
