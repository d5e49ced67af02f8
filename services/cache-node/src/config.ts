import { checkDrive, parseSize, type DriveRules, type DriveSetting } from '@nearhop/cache-store';
import type { Prefix } from '@nearhop/ip';
import { ConfigError, readVariables, type Environment, type ListenAddress } from '@nearhop/service-kit';

export interface CacheNodeConfig {
  readonly dataDir: string;
  readonly logLevel: string;
  readonly privateNetworks: readonly Prefix[];
  readonly lab: boolean;
  readonly listen: ListenAddress;
  readonly statusListen: ListenAddress;
  readonly opsListen: ListenAddress;
  readonly drives: readonly DriveSetting[];
  /** null for a node that stands alone. */
  readonly controlUrl: string | null;
  readonly originsFile: string | null;
  /** Name servers; null for the system's. With them, devices may name an origin by Host. */
  readonly resolvers: readonly string[] | null;
  readonly parent: string | null;
  /** PEM file; null for the system's authorities alone. */
  readonly authoritiesFile: string | null;
  readonly maxConnections: number;
  readonly maxConnectionsPerAddress: number | null;
  readonly maxRequestsPerOrigin: number;
  readonly maxEgressBytesPerSecond: number | null;
  readonly accessLog: AccessLogConfig | null;
  readonly statusToken: string | null;
}

export interface AccessLogConfig {
  readonly path: string;
  /** One of so many requests is logged. */
  readonly oneOf: number;
}

const MAX_DRIVES = 10;
const BYTES_PER_MEGABIT = 125_000;
const ROOT = 0;

/** Throws ConfigError with a line for each finding. */
export function readConfig(env: Environment): CacheNodeConfig {
  const values = readVariables(env, [
    'NEARHOP_DATA_DIR',
    'NEARHOP_LOG_LEVEL',
    'NEARHOP_PRIVATE_NETWORKS',
    'NEARHOP_LAB',
    'NEARHOP_CACHE_NODE_LISTEN',
    'NEARHOP_CACHE_NODE_STATUS_LISTEN',
    'NEARHOP_CACHE_NODE_OPS_LISTEN',
    'NEARHOP_CACHE_NODE_DRIVES',
    'NEARHOP_CACHE_NODE_SMALL_DRIVES',
    'NEARHOP_CACHE_NODE_CONTROL_URL',
    'NEARHOP_CACHE_NODE_ORIGINS_FILE',
    'NEARHOP_CACHE_NODE_RESOLVERS',
    'NEARHOP_CACHE_NODE_PARENT',
    'NEARHOP_CACHE_NODE_CA_FILE',
    'NEARHOP_CACHE_NODE_MAX_CONNECTIONS',
    'NEARHOP_CACHE_NODE_MAX_CONNECTIONS_PER_ADDRESS',
    'NEARHOP_CACHE_NODE_MAX_REQUESTS_PER_ORIGIN',
    'NEARHOP_CACHE_NODE_MAX_EGRESS_MBITS',
    'NEARHOP_CACHE_NODE_ACCESS_LOG',
    'NEARHOP_CACHE_NODE_ACCESS_LOG_SAMPLE',
    'NEARHOP_CACHE_NODE_STATUS_TOKEN',
  ]);
  const lab = values.NEARHOP_LAB;
  const controlUrl = values.NEARHOP_CACHE_NODE_CONTROL_URL ?? null;
  const originsFile = values.NEARHOP_CACHE_NODE_ORIGINS_FILE ?? null;
  const megabits = values.NEARHOP_CACHE_NODE_MAX_EGRESS_MBITS;
  const logPath = values.NEARHOP_CACHE_NODE_ACCESS_LOG;
  checkSource(controlUrl, originsFile);
  return {
    dataDir: values.NEARHOP_DATA_DIR,
    logLevel: values.NEARHOP_LOG_LEVEL,
    privateNetworks: values.NEARHOP_PRIVATE_NETWORKS,
    lab,
    listen: values.NEARHOP_CACHE_NODE_LISTEN ?? { host: '0.0.0.0', port: process.getuid?.() === ROOT ? 80 : 8_090 },
    statusListen: values.NEARHOP_CACHE_NODE_STATUS_LISTEN,
    opsListen: values.NEARHOP_CACHE_NODE_OPS_LISTEN,
    drives: drives(values.NEARHOP_CACHE_NODE_DRIVES ?? [], {
      sizes: lab ? 'lab' : values.NEARHOP_CACHE_NODE_SMALL_DRIVES ? 'small-allowed' : 'production',
    }),
    controlUrl,
    originsFile,
    resolvers: values.NEARHOP_CACHE_NODE_RESOLVERS ?? null,
    parent: values.NEARHOP_CACHE_NODE_PARENT ?? null,
    authoritiesFile: values.NEARHOP_CACHE_NODE_CA_FILE ?? null,
    maxConnections: values.NEARHOP_CACHE_NODE_MAX_CONNECTIONS,
    maxConnectionsPerAddress: values.NEARHOP_CACHE_NODE_MAX_CONNECTIONS_PER_ADDRESS ?? null,
    maxRequestsPerOrigin: values.NEARHOP_CACHE_NODE_MAX_REQUESTS_PER_ORIGIN,
    maxEgressBytesPerSecond: megabits === undefined ? null : megabits * BYTES_PER_MEGABIT,
    accessLog: logPath === undefined ? null : { path: logPath, oneOf: values.NEARHOP_CACHE_NODE_ACCESS_LOG_SAMPLE },
    statusToken: values.NEARHOP_CACHE_NODE_STATUS_TOKEN ?? null,
  };
}

function checkSource(controlUrl: string | null, originsFile: string | null): void {
  if (controlUrl !== null && originsFile !== null) {
    throw new ConfigError([
      'Cannot use NEARHOP_CACHE_NODE_ORIGINS_FILE with NEARHOP_CACHE_NODE_CONTROL_URL: control tells the origins: unset one',
    ]);
  }
  if (controlUrl === null && originsFile === null) {
    throw new ConfigError([
      'Cannot serve: set NEARHOP_CACHE_NODE_CONTROL_URL, or NEARHOP_CACHE_NODE_ORIGINS_FILE for a node that stands alone',
    ]);
  }
}

function drives(
  asked: readonly { readonly directory: string; readonly sizeText: string }[],
  rules: DriveRules,
): readonly DriveSetting[] {
  const lines: string[] = [];
  const settings = asked.flatMap(({ directory, sizeText }): DriveSetting[] => {
    const sizeBytes = parseSize(sizeText);
    if (sizeBytes === null) {
      lines.push(`${refusal(directory)}: write its size as 500g, 2t or 50gib: received ${JSON.stringify(sizeText)}`);
      return [];
    }
    const check = checkDrive(directory, sizeBytes, rules);
    if (check.kind === 'accepted') return [{ directory: check.directory, sizeBytes }];
    lines.push(`${refusal(directory)}: ${check.reason}`);
    return [];
  });
  if (asked.length === 0 || asked.length > MAX_DRIVES) {
    lines.push(
      `Cannot use NEARHOP_CACHE_NODE_DRIVES: write 1 to ${MAX_DRIVES} drives as <directory>:<size>: received ${asked.length}`,
    );
  }
  if (new Set(settings.map(({ directory }) => directory)).size < settings.length) {
    lines.push('Cannot use NEARHOP_CACHE_NODE_DRIVES: each directory may stand there once');
  }
  if (lines.length > 0) throw new ConfigError(lines);
  return settings;
}

function refusal(directory: string): string {
  return `Cannot use drive ${JSON.stringify(directory)} of NEARHOP_CACHE_NODE_DRIVES`;
}
