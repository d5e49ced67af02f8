import type { Prefix } from '@nearhop/ip';
import { ConfigError, readVariables, type Environment, type ListenAddress } from '@nearhop/service-kit';

export interface RouterConfig {
  readonly store: string;
  readonly dataDir: string;
  readonly logLevel: string;
  readonly privateNetworks: readonly Prefix[];
  readonly lab: boolean;
  readonly listen: ListenAddress;
  readonly opsListen: ListenAddress;
  readonly trustedProxies: readonly Prefix[];
  readonly workers: number;
  readonly ttlSeconds: number;
  readonly maxConnections: number;
  /** From one remote address; null for no limit. */
  readonly maxConnectionsPerAddress: number | null;
  readonly tls: TlsPaths | null;
  readonly overridesFile: string | null;
  /** Control, which is told where requests come from. */
  readonly controlUrl: string | null;
}

export interface TlsPaths {
  readonly certificateFile: string;
  readonly keyFile: string;
}

/** Throws ConfigError with a line for each finding. */
export function readConfig(env: Environment): RouterConfig {
  const values = readVariables(env, [
    'NEARHOP_STORE',
    'NEARHOP_DATA_DIR',
    'NEARHOP_LOG_LEVEL',
    'NEARHOP_PRIVATE_NETWORKS',
    'NEARHOP_LAB',
    'NEARHOP_ROUTER_LISTEN',
    'NEARHOP_ROUTER_OPS_LISTEN',
    'NEARHOP_ROUTER_TRUSTED_PROXIES',
    'NEARHOP_ROUTER_WORKERS',
    'NEARHOP_ROUTER_TTL_SECONDS',
    'NEARHOP_ROUTER_MAX_CONNECTIONS',
    'NEARHOP_ROUTER_MAX_CONNECTIONS_PER_ADDRESS',
    'NEARHOP_ROUTER_TLS_CERTIFICATE_FILE',
    'NEARHOP_ROUTER_TLS_KEY_FILE',
    'NEARHOP_ROUTER_OVERRIDES_FILE',
    'NEARHOP_ROUTER_CONTROL_URL',
  ]);
  return {
    store: values.NEARHOP_STORE,
    dataDir: values.NEARHOP_DATA_DIR,
    logLevel: values.NEARHOP_LOG_LEVEL,
    privateNetworks: values.NEARHOP_PRIVATE_NETWORKS,
    lab: values.NEARHOP_LAB,
    listen: values.NEARHOP_ROUTER_LISTEN,
    opsListen: values.NEARHOP_ROUTER_OPS_LISTEN,
    trustedProxies: values.NEARHOP_ROUTER_TRUSTED_PROXIES,
    workers: values.NEARHOP_ROUTER_WORKERS,
    ttlSeconds: values.NEARHOP_ROUTER_TTL_SECONDS,
    maxConnections: values.NEARHOP_ROUTER_MAX_CONNECTIONS,
    maxConnectionsPerAddress: values.NEARHOP_ROUTER_MAX_CONNECTIONS_PER_ADDRESS ?? null,
    tls: tlsPaths(values.NEARHOP_ROUTER_TLS_CERTIFICATE_FILE, values.NEARHOP_ROUTER_TLS_KEY_FILE),
    overridesFile: values.NEARHOP_ROUTER_OVERRIDES_FILE ?? null,
    controlUrl: values.NEARHOP_ROUTER_CONTROL_URL ?? null,
  };
}

function tlsPaths(certificateFile: string | undefined, keyFile: string | undefined): TlsPaths | null {
  if (certificateFile === undefined && keyFile === undefined) return null;
  if (certificateFile !== undefined && keyFile !== undefined) return { certificateFile, keyFile };
  const [given, missing] =
    keyFile === undefined
      ? ['NEARHOP_ROUTER_TLS_CERTIFICATE_FILE', 'NEARHOP_ROUTER_TLS_KEY_FILE']
      : ['NEARHOP_ROUTER_TLS_KEY_FILE', 'NEARHOP_ROUTER_TLS_CERTIFICATE_FILE'];
  throw new ConfigError([`Cannot use ${given} alone: set ${missing} too, or neither`]);
}
