import { describe, expect, test } from 'bun:test';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError } from './config-error.ts';
import { readVariables, type Environment } from './read-variables.ts';
import type { VariableName } from './variables.ts';

function linesOf(env: Environment, names: readonly VariableName[]): readonly string[] {
  try {
    readVariables(env, names);
  } catch (error) {
    if (error instanceof ConfigError) return error.lines;
    throw error;
  }
  return [];
}

describe('readVariables', () => {
  test('gives values or defaults, and undefined for what has none', () => {
    const values = readVariables({ NEARHOP_ROUTER_LISTEN: '[::1]:80', NEARHOP_LAB: '', PATH: '/bin' }, [
      'NEARHOP_ROUTER_LISTEN',
      'NEARHOP_ROUTER_WORKERS',
      'NEARHOP_LAB',
      'NEARHOP_PRIVATE_NETWORKS',
      'NEARHOP_ROUTER_TLS_KEY_FILE',
      'NEARHOP_CONTROL_ROUTERS',
    ]);
    expect<object>(values).toEqual({
      NEARHOP_ROUTER_LISTEN: { host: '::1', port: 80 },
      NEARHOP_ROUTER_WORKERS: 1,
      NEARHOP_LAB: false,
      NEARHOP_PRIVATE_NETWORKS: [],
      NEARHOP_CONTROL_ROUTERS: ['http://127.0.0.1:9080'],
    });
    expect(values.NEARHOP_ROUTER_TLS_KEY_FILE).toBeUndefined();
  });

  test('tells all findings at once: which, what was there, what is allowed', () => {
    const env = {
      NEARHOP_ROUTER_LISTEN: '8080',
      NEARHOP_ROUTER_WORKERS: '0',
      NEARHOP_LAB: 'yes',
      NEARHOP_PRIVATE_NETWORKS: '10.0.0.1/8, fd00::/8',
    };
    const names = Object.keys(env) as (keyof typeof env)[];
    expect(linesOf(env, names)).toEqual([
      'Cannot use NEARHOP_ROUTER_LISTEN "8080": write host:port, an IPv6 host in brackets',
      'Cannot use NEARHOP_ROUTER_WORKERS "0": write a whole number, 1 to 256',
      'Cannot use NEARHOP_LAB "yes": write true or false',
      expect.stringMatching(
        /^Cannot use NEARHOP_PRIVATE_NETWORKS "10\.0\.0\.1\/8, fd00::\/8": .*did you mean "10\.0\.0\.0\/8"/,
      ),
    ]);
  });

  test('refuses private networks that nobody can own', () => {
    expect(linesOf({ NEARHOP_PRIVATE_NETWORKS: '10.0.0.0/8,8.8.8.0/24' }, ['NEARHOP_PRIVATE_NETWORKS'])).toEqual([
      expect.stringMatching(/^Cannot use NEARHOP_PRIVATE_NETWORKS .*Cannot own prefix "8\.8\.8\.0\/24"/),
    ]);
  });

  test('refuses names of ours that no service has, and does not show their values', () => {
    expect(linesOf({ NEARHOP_ROUTER_LISTE: 'hush', NEARHOP_COLOUR: 'hush' }, [])).toEqual([
      'Cannot use NEARHOP_COLOUR: no service has a variable of this name: unset it',
      'Cannot use NEARHOP_ROUTER_LISTE: no service has a variable of this name: did you mean NEARHOP_ROUTER_LISTEN?',
    ]);
    expect(linesOf({ NEARHOP_LAB_FILE: '/x' }, [])).toHaveLength(1);
  });

  test('takes a secret from a file, and never shows one', () => {
    const directory = mkdtempSync(join(tmpdir(), 'nearhop-kit-'));
    const path = join(directory, 'store');
    writeFileSync(path, 'sqlite:/srv/registry.db\n');
    expect(readVariables({ NEARHOP_STORE_FILE: path }, ['NEARHOP_STORE'])).toEqual({
      NEARHOP_STORE: 'sqlite:/srv/registry.db',
    });
    rmSync(directory, { recursive: true });
    expect(linesOf({ NEARHOP_STORE: 'ftp://u:hush@h' }, ['NEARHOP_STORE'])).toEqual([
      'Cannot use NEARHOP_STORE (14 characters): write sqlite:<path>, redis://…, rediss://…, redis+sentinel://host:port,host:port/<master> or redis+cluster://…',
    ]);
    const both = linesOf({ NEARHOP_STORE: 'sqlite:a', NEARHOP_STORE_FILE: path }, ['NEARHOP_STORE']);
    expect(both[0]).toBe('Cannot use NEARHOP_STORE and NEARHOP_STORE_FILE together: unset one');
    expect(both[1]).toContain('write the path of a file that can be read');
  });
});
