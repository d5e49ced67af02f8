import { activationStatement, NodeKeyPair } from '@nearhop/auth';
import type { CacheNode } from '@nearhop/contracts';
import { AddressPolicy } from '@nearhop/ip';
import { openRegistry, type Registry } from '@nearhop/registry';
import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Management } from '../management.ts';
import { refusalOf } from '../testing/scratch-management.ts';
import { randomNodeId } from '../node-id.ts';
import { REPEAT_MS } from './activate-node.ts';
import { Activations } from './activations.ts';
import { CredentialCache } from './credential-cache.ts';
import { OVERLAP_MS } from './enrolments.ts';
import { REGISTRATION_KEY_MS } from './registration-keys.ts';

const BY = { by: 'api:test' };
const IPV4 = { address: '23.0.0.10', port: 80 };
const IPV6 = { address: '2a00:1450::10', port: 80 };

let directory: string;
let registry: Registry;
let nowMs: number;
let management: Management;
let activations: Activations;
let id: string;
let key: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'nearhop-activations-'));
  registry = await openRegistry(`sqlite:${join(directory, 'registry.db')}`, { access: 'write' });
  nowMs = Date.parse('2026-11-22T12:00:00.000Z');
  const policy = new AddressPolicy({ privateNetworks: [], lab: false });
  const options = { policy, authority: 'api' } as const;
  const dependencies = { registry, now: () => new Date(nowMs), newId: randomNodeId };
  management = new Management(options, dependencies);
  activations = new Activations(options, dependencies);
  const input = { name: 'Seattle-1', servers: `${IPV4.address}, ${IPV6.address}` };
  const { node, registrationKey } = await management.createNode(input, BY);
  id = node.id;
  key = registrationKey?.registrationKey ?? '';
});
afterEach(async () => {
  await registry.close();
  await rm(directory, { recursive: true });
});

function activate(pair: NodeKeyPair, registrationKey = key) {
  const { publicKey } = pair;
  const signature = pair.sign(activationStatement({ node: id, registrationKey, publicKey }));
  return activations.activateNode({ node: id, registrationKey, publicKey, signature });
}

async function credentialOf(pair: NodeKeyPair): Promise<string> {
  const outcome = await activate(pair);
  if (outcome.kind === 'issued') return outcome.issued.credential;
  throw new Error(`Expected a credential: ${outcome.reason}`);
}

async function reasonOf(pair: NodeKeyPair, registrationKey = key): Promise<string> {
  const outcome = await activate(pair, registrationKey);
  return outcome.kind === 'issued' ? 'issued' : outcome.reason;
}

async function newKey(): Promise<string> {
  return (await activations.issueRegistrationKey(id, BY)).registrationKey;
}

async function nodeNow(): Promise<CacheNode> {
  const record = await registry.get('node', id);
  if (record === undefined) throw new Error('Expected the node');
  return record.value;
}

describe('a registration key', () => {
  test('is good for a day', async () => {
    nowMs += REGISTRATION_KEY_MS - 1;
    expect(await reasonOf(NodeKeyPair.generate())).toBe('issued');
    key = await newKey();
    nowMs += REGISTRATION_KEY_MS;
    expect(await reasonOf(NodeKeyPair.generate())).toBe('expired');
    expect((await activations.nodeKeys(id)).registrationKey?.state).toBe('expired');
  });

  test('may be used again by who used it, for ten minutes', async () => {
    const pair = NodeKeyPair.generate();
    for (const laterMs of [0, 1_000, REPEAT_MS - 1_000]) {
      nowMs += laterMs;
      expect(await reasonOf(pair)).toBe('issued');
    }
    nowMs += 1;
    expect(await reasonOf(pair)).toBe('used');
  });

  test('is traded by one of many who race for it', async () => {
    for (let round = 0; round < 10; round++) {
      key = await newKey();
      const pairs = Array.from({ length: 8 }, () => NodeKeyPair.generate());
      const reasons = await Promise.all(pairs.map((pair) => reasonOf(pair)));
      expect(reasons.filter((reason) => reason === 'issued')).toHaveLength(1);
      expect(reasons.filter((reason) => reason === 'misused')).toHaveLength(7);
    }
  });

  test('is not what is stored, in any file that there is', async () => {
    const credential = await credentialOf(NodeKeyPair.generate());
    await registry.close();
    const glob = new Bun.Glob('**');
    let files = 0;
    for await (const name of glob.scan({ cwd: directory, dot: true })) {
      const text = Buffer.from(await Bun.file(join(directory, name)).arrayBuffer()).toString('latin1');
      expect([name, text.includes(key), text.includes(credential)]).toEqual([name, false, false]);
      files++;
    }
    expect(files).toBeGreaterThanOrEqual(2);
    registry = await openRegistry(`sqlite:${join(directory, 'registry.db')}`, { access: 'write' });
  });
});

describe('recordProof', () => {
  const pair = NodeKeyPair.generate();
  const { publicKey } = pair;

  test('activates at the addresses that the node still has, and keeps those proven before', async () => {
    await activate(pair);
    await activations.recordProof({ node: id, publicKey, servers: [IPV4] });
    expect((await nodeNow()).activation?.proven).toEqual({ ipv4: IPV4 });
    await activations.recordProof({ node: id, publicKey, servers: [IPV6] });
    expect((await nodeNow()).activation?.proven).toEqual({ ipv4: IPV4, ipv6: IPV6 });
    const [last] = await registry.history({ limit: 1 });
    expect(last).toMatchObject({ by: 'control', why: 'proved that it holds 2a00:1450::10 port 80' });
  });

  test('writes nothing the second time, nor for an address that the node has no more', async () => {
    await activate(pair);
    await activations.recordProof({ node: id, publicKey, servers: [IPV4] });
    const { revision } = await registry.position();
    await activations.recordProof({ node: id, publicKey, servers: [IPV4] });
    await activations.recordProof({ node: id, publicKey, servers: [{ ...IPV6, port: 81 }] });
    expect((await registry.position()).revision).toBe(revision);
  });

  test('writes nothing for a key that was revoked while the node was asked', async () => {
    await activate(pair);
    await activations.revokeKeys(id);
    expect(await activations.recordProof({ node: id, publicKey, servers: [IPV4] })).toBeUndefined();
    expect((await nodeNow()).activated).toBe(false);
  });

  test('does not undo what an operator writes at the same time', async () => {
    await activate(pair);
    const [edit] = await Promise.allSettled([
      management.editNode(id, { labels: { site: 'seattle' } }, BY),
      activations.recordProof({ node: id, publicKey, servers: [IPV4] }),
    ]);
    const { labels, activation } = await nodeNow();
    // The operator may be the one who has to read again; what was acknowledged stays.
    expect(labels).toEqual(edit.status === 'fulfilled' ? { site: 'seattle' } : {});
    expect(activation?.proven).toEqual({ ipv4: IPV4 });
  });

  test('of a newer installation takes the older one’s proofs and credentials away', async () => {
    await activate(pair);
    await activations.recordProof({ node: id, publicKey, servers: [IPV4, IPV6] });
    key = await newKey();
    const newer = NodeKeyPair.generate();
    await activate(newer);
    expect((await activations.nodeKeys(id)).enrolments).toHaveLength(2);
    await activations.recordProof({ node: id, publicKey: newer.publicKey, servers: [IPV4] });
    expect((await nodeNow()).activation).toMatchObject({ publicKey: newer.publicKey, proven: { ipv4: IPV4 } });
    expect(await activations.enrolledKeys(id)).toEqual([newer.publicKey]);
  });
});

describe('CredentialCache', () => {
  let monotonicMs = 0;
  let reads = 0;
  const cacheOf = () => {
    const secrets = {
      get: (...args: Parameters<Registry['secrets']['get']>) => {
        reads++;
        return registry.secrets.get(...args);
      },
      version: () => registry.secrets.version(),
    };
    return new CredentialCache({ secrets, now: () => new Date(nowMs), monotonicMs: () => monotonicMs });
  };

  test('reads a node once while nothing changes, and refuses a revoked credential half a second later', async () => {
    const credential = await credentialOf(NodeKeyPair.generate());
    const cache = cacheOf();
    reads = 0;
    for (let round = 0; round < 100; round++) {
      monotonicMs += 1_000;
      expect(await cache.check(credential)).toMatchObject({ node: id, renew: false });
    }
    expect(reads).toBe(1);
    await activations.revokeKeys(id);
    monotonicMs += 500;
    expect(await cache.check(credential)).toBeUndefined();
  });

  test('takes old and new for ten minutes after a renewal, and has the old one renewed', async () => {
    const old = await credentialOf(NodeKeyPair.generate());
    const fresh = (await activations.renewCredential(old))?.credential ?? '';
    const cache = cacheOf();
    nowMs += OVERLAP_MS - 1;
    expect(await cache.check(old)).toMatchObject({ renew: true });
    expect(await cache.check(fresh)).toMatchObject({ renew: false });
    nowMs += 1;
    expect(await cache.check(old)).toBeUndefined();
    expect(await activations.renewCredential(old)).toBeUndefined();
    expect(await cache.check(fresh)).toMatchObject({ node: id });
  });

  test('lets nobody push a credential out by trading another again and again', async () => {
    const old = await credentialOf(NodeKeyPair.generate());
    const fresh = (await activations.renewCredential(old))?.credential ?? '';
    await activations.renewCredential(old);
    await activations.renewCredential(old);
    expect(await refusalOf(activations.renewCredential(old))).toMatchObject({ code: 'conflict' });
    const cache = cacheOf();
    for (const credential of [old, fresh]) expect(await cache.check(credential)).toMatchObject({ node: id });
    nowMs += OVERLAP_MS;
    expect(await cache.check(old)).toBeUndefined();
  });

  test('has a credential renewed that is a month old, or when the operator asks', async () => {
    const credential = await credentialOf(NodeKeyPair.generate());
    const cache = cacheOf();
    await activations.askForRenewal(id);
    expect(await cache.check(credential)).toMatchObject({ renew: true });
    const fresh = (await activations.renewCredential(credential))?.credential ?? '';
    monotonicMs += 1_000;
    expect(await cache.check(fresh)).toMatchObject({ renew: false });
    nowMs += 30 * 86_400_000;
    expect(await cache.check(fresh)).toMatchObject({ renew: true });
  });

  test('lets nobody in while the store cannot be asked, and goes on when it can', async () => {
    const credential = await credentialOf(NodeKeyPair.generate());
    let isAway = true;
    const version = () => (isAway ? Promise.reject(new Error('away')) : registry.secrets.version());
    const secrets = { get: registry.secrets.get.bind(registry.secrets), version };
    const cache = new CredentialCache({ secrets, now: () => new Date(nowMs), monotonicMs: () => 0 });
    const failure: unknown = await cache.check(credential).catch((error: unknown) => error);
    expect(failure).toMatchObject({ message: 'away' });
    isAway = false;
    expect(await cache.check(credential)).toMatchObject({ node: id });
  });
});
