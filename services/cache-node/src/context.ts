import { CacheStore, type StoreEvent } from '@nearhop/cache-store';
import type { Answer, Http1Request, StopOptions } from '@nearhop/http1';
import { createLog, type Logger } from '@nearhop/service-kit';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AccessLog } from './access-log/access-log.ts';
import type { CacheNodeConfig } from './config.ts';
import { newCounters, type Counters } from './counters.ts';
import { AllowedOrigins } from './node-state/allowed-origins.ts';
import { NodeStatePlace } from './node-state/node-state-place.ts';
import type { OriginPlace } from './origin/origin-request.ts';
import type { SourceSettings } from './source/source-settings.ts';
import { logStoreEvent } from './store-events.ts';
import { TrafficFile } from './traffic/traffic-file.ts';
import { Traffic } from './traffic/traffic.ts';

/** Answers what is no content, such as a proof of who the node is; undefined for all else. */
export type ApartAnswer = (request: Http1Request<string>) => Answer | Promise<Answer> | undefined;

/** What tests and the command line's `up` put in the place of the real thing. */
export interface CacheNodeOverrides {
  readonly log?: Logger;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
  readonly apart?: ApartAnswer;
  /** How long a stop waits for connections. */
  readonly stopTimes?: StopOptions;
}

/** Everything that one cache node serves from. */
export interface CacheNodeContext {
  readonly config: CacheNodeConfig;
  readonly log: Logger;
  readonly now: () => number;
  readonly store: CacheStore;
  readonly state: NodeStatePlace;
  readonly origins: () => AllowedOrigins;
  readonly counters: Counters;
  readonly traffic: Traffic;
  readonly trafficFile: TrafficFile;
  readonly accessLog: AccessLog | null;
  readonly parent: OriginPlace | null;
  /** This process's name in Via. */
  readonly pseudonym: string;
  readonly apart: ApartAnswer;
}

const WORKER = new URL('./drive-worker.ts', import.meta.url);
const PSEUDONYM_BYTES = 8;
const DEFAULT_HTTP_PORTS: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443 };

/** Opens the drives. Rejects when one cannot be had. */
export async function createContext(
  config: CacheNodeConfig,
  overrides: CacheNodeOverrides = {},
): Promise<CacheNodeContext> {
  const log = overrides.log ?? createLog('cache-node', { level: config.logLevel });
  const now = overrides.now ?? Date.now;
  const parent = config.parent === null ? null : placeOf(config.parent);
  const store = await CacheStore.open({
    drives: config.drives,
    workerModule: WORKER,
    sourceSettings: sourceSettings(config, parent),
    event: (event: StoreEvent) => logStoreEvent(log, event),
  });
  const isAlone = config.controlUrl === null;
  const limits = { maxEgressBytesPerSecond: config.maxEgressBytesPerSecond };
  const state = new NodeStatePlace({ enabled: true, adminState: 'auto', activated: isAlone, origins: [], limits });
  let allowed = new AllowedOrigins([]);
  state.onChange(({ origins }) => {
    allowed = new AllowedOrigins(origins);
  });
  const traffic = new Traffic();
  return {
    config,
    log,
    now,
    store,
    state,
    origins: () => allowed,
    counters: newCounters(),
    traffic,
    trafficFile: new TrafficFile(join(config.dataDir, 'cache-node', 'traffic.json'), traffic, log),
    accessLog: config.accessLog === null ? null : new AccessLog(config.accessLog, log),
    parent,
    pseudonym: `nearhop-${Buffer.from(crypto.getRandomValues(new Uint8Array(PSEUDONYM_BYTES))).toString('hex')}`,
    apart: overrides.apart ?? (() => undefined),
  };
}

function sourceSettings(config: CacheNodeConfig, parent: OriginPlace | null): SourceSettings {
  const { lab, privateNetworks, resolvers, maxRequestsPerOrigin, authoritiesFile } = config;
  return {
    lab,
    privateNetworks: privateNetworks.map(String),
    resolvers,
    parentHost: parent?.host ?? null,
    maxRequestsPerOrigin,
    authorities: authoritiesFile === null ? null : readFileSync(authoritiesFile, 'utf8'),
  };
}

/** Of a URL of scheme, host and port, as the variable's schema lets through. */
function placeOf(url: string): OriginPlace {
  const { protocol, hostname, port } = new URL(url);
  const scheme = protocol === 'https:' ? 'https' : 'http';
  const host = hostname.replace(/^\[|\]$/g, '');
  return { scheme, host, port: port === '' ? (DEFAULT_HTTP_PORTS[protocol] ?? 80) : Number(port) };
}
