import { CacheStore, type StoreEvent } from '@nearhop/cache-store';
import type { StopOptions } from '@nearhop/http1';
import { createLog, type Logger } from '@nearhop/service-kit';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AccessLog } from './access-log/access-log.ts';
import type { CacheNodeConfig } from './config.ts';
import { ControlLink } from './control-link/control-link.ts';
import { newCounters, type Counters } from './counters.ts';
import { AllowedOrigins } from './node-state/allowed-origins.ts';
import { NodeStatePlace } from './node-state/node-state-place.ts';
import type { OriginPlace } from './origin/origin-request.ts';
import { placeOfUrl } from './origin/place-of-url.ts';
import type { SourceSettings } from './source/source-settings.ts';
import { logStoreEvent } from './store-events.ts';
import { TrafficFile } from './traffic/traffic-file.ts';
import { Traffic } from './traffic/traffic.ts';

/** What tests and the command line's `up` put in the place of the real thing. */
export interface CacheNodeOverrides {
  readonly log?: Logger;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
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
  /** null for a node that stands alone. */
  readonly link: ControlLink | null;
  /** Where the test object is. */
  readonly control: OriginPlace | null;
  /** This process's name in Via. */
  readonly pseudonym: string;
}

const WORKER = new URL('./drive-worker.ts', import.meta.url);
const PSEUDONYM_BYTES = 8;

/** Opens the drives. Rejects with what keeps one from being had, or with ConfigError for a node that was never activated. */
export async function createContext(
  config: CacheNodeConfig,
  overrides: CacheNodeOverrides = {},
): Promise<CacheNodeContext> {
  const log = overrides.log ?? createLog('cache-node', { level: config.logLevel });
  const now = overrides.now ?? Date.now;
  const parent = placeOf(config.parent);
  const control = placeOf(config.controlUrl);
  const isAlone = config.controlUrl === null;
  const limits = { maxEgressBytesPerSecond: config.maxEgressBytesPerSecond };
  const state = new NodeStatePlace({ enabled: true, adminState: 'auto', activated: isAlone, origins: [], limits });
  const link = await openLink(config, { state, log });
  const store = await CacheStore.open({
    drives: config.drives,
    workerModule: WORKER,
    sourceSettings: sourceSettings(config, { parent, control }),
    event: (event: StoreEvent) => logStoreEvent(log, event),
  });
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
    control,
    link,
    pseudonym: `nearhop-${Buffer.from(crypto.getRandomValues(new Uint8Array(PSEUDONYM_BYTES))).toString('hex')}`,
  };
}

function openLink(
  { controlUrl, dataDir, lab, maxEgressBytesPerSecond }: CacheNodeConfig,
  dependencies: Pick<CacheNodeContext, 'state' | 'log'>,
): Promise<ControlLink | null> {
  if (controlUrl === null) return Promise.resolve(null);
  const limits = { maxEgressBytesPerSecond };
  const realm = lab ? 'lab' : 'production';
  // Where `nearhop node activate` leaves the keys unless it is told otherwise.
  return ControlLink.open({ controlUrl, directory: join(dataDir, 'node'), limits, realm }, dependencies);
}

function sourceSettings(
  config: CacheNodeConfig,
  { parent, control }: Pick<CacheNodeContext, 'parent' | 'control'>,
): SourceSettings {
  const { lab, privateNetworks, resolvers, maxRequestsPerOrigin, authoritiesFile } = config;
  return {
    lab,
    privateNetworks: privateNetworks.map(String),
    resolvers,
    vouchedHosts: [parent, control].flatMap((place) => place?.host ?? []),
    maxRequestsPerOrigin,
    authorities: authoritiesFile === null ? null : readFileSync(authoritiesFile, 'utf8'),
  };
}

function placeOf(url: string | null): OriginPlace | null {
  return url === null ? null : placeOfUrl(url);
}
