import { ConfigError } from '@nearhop/service-kit';
import { describe, expect, test } from 'bun:test';
import { readConfig } from './config.ts';

function linesOf(env: Record<string, string>): readonly string[] {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.lines;
    throw error;
  }
  return [];
}

describe('readConfig', () => {
  test('needs nothing', () => {
    expect(readConfig({})).toEqual({
      store: 'sqlite:data/registry.db',
      dataDir: 'data',
      logLevel: 'info',
      privateNetworks: [],
      lab: false,
      listen: { host: '0.0.0.0', port: 8080 },
      opsListen: { host: '127.0.0.1', port: 9080 },
      trustedProxies: [],
      workers: 1,
      ttlSeconds: 300,
      maxConnections: 50_000,
      maxConnectionsPerAddress: null,
      tls: null,
      overridesFile: null,
      controlUrl: null,
    });
  });

  test('takes certificate and key together or not at all', () => {
    expect(linesOf({ NEARHOP_ROUTER_TLS_KEY_FILE: 'k.pem' })).toEqual([
      'Cannot use NEARHOP_ROUTER_TLS_KEY_FILE alone: set NEARHOP_ROUTER_TLS_CERTIFICATE_FILE too, or neither',
    ]);
  });

  test('refuses private networks that nobody can own', () => {
    expect(linesOf({ NEARHOP_PRIVATE_NETWORKS: '8.8.8.0/24' })[0]).toContain('NEARHOP_PRIVATE_NETWORKS');
  });
});
