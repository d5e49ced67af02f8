import { ConfigError } from '@nearhop/service-kit';
import { expect, test } from 'bun:test';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from './config.ts';

const LAB = { NEARHOP_LAB: 'true', NEARHOP_CACHE_NODE_ORIGINS_FILE: 'origins.json' };

test('readConfig reads drives with their sizes', () => {
  const directory = mkdtempSync(join(tmpdir(), 'nearhop-config-'));
  const config = readConfig({ ...LAB, NEARHOP_CACHE_NODE_DRIVES: `${directory}/a:64m,${directory}/b:1gib` });
  expect(config.drives.map(({ sizeBytes }) => sizeBytes)).toEqual([64_000_000, 1_073_741_824]);
  expect([config.controlUrl, config.opsListen.port, config.statusListen.port]).toEqual([null, 9_083, 5_000]);
  rmSync(directory, { recursive: true });
});

test.each([
  [{}, 'write 1 to 10 drives as <directory>:<size>: received 0'],
  [{ NEARHOP_CACHE_NODE_DRIVES: '/srv/cache' }, 'has no size'],
  [{ NEARHOP_CACHE_NODE_DRIVES: '/srv/cache:huge' }, 'write its size as 500g, 2t or 50gib: received "huge"'],
  [{ NEARHOP_CACHE_NODE_DRIVES: '/:500g' }, 'Cannot use drive "/" of NEARHOP_CACHE_NODE_DRIVES'],
  [{ NEARHOP_CACHE_NODE_DRIVES: './var:500g' }, 'Cannot use drive "./var" of NEARHOP_CACHE_NODE_DRIVES'],
  [{ NEARHOP_CACHE_NODE_RESOLVERS: 'dns.example.com' }, '"dns.example.com" is no address'],
  [{ NEARHOP_CACHE_NODE_CONTROL_URL: 'http://control:8081' }, 'control tells the origins: unset one'],
  [{ NEARHOP_CACHE_NODE_ORIGINS_FILE: '' }, 'set NEARHOP_CACHE_NODE_CONTROL_URL, or'],
  [{ NEARHOP_CACHE_NODE_STATUS_TOKEN: 'short' }, '20 to 200 visible ASCII characters'],
])('readConfig refuses %p and says what to write', (changes, why) => {
  const read = (): unknown => readConfig({ ...LAB, ...changes });
  expect(read).toThrow(ConfigError);
  expect(read).toThrow(why);
});
