import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { follow, readAll } from '../contract-suite/collect.ts';
import { claimWrite, customerWrite, mustCommit, nodeWrite } from '../contract-suite/example-records.ts';
import { backupRegistry } from '../backup/backup-registry.ts';
import { restoreRegistry } from '../backup/restore-registry.ts';
import { openRegistry } from '../open-registry.ts';
import { SECRET_IDS, SECRET_VALUES, SECRET_VERSION } from './keys.ts';
import { Prefix } from '@nearhop/ip';
import { startRedis, type RedisServer } from '../../../../test/harness/redis-servers.ts';

const INFRA = new URL('../../../../infra/redis/', import.meta.url);
const USERS = ['control', 'monitor', 'router', 'replica', 'sentinel'] as const;
type User = (typeof USERS)[number];
const AT = '2026-11-22T12:00:00.000Z';

/** By who asks, by the server's configuration, by who runs the script, or because a Sentinel has no such thing. */
const REFUSED = /^NOPERM|DEBUG command not allowed|user executing the script can't|^ERR unknown command/;

const passwordOf = (user: string) => `secret-of-${user}`;

describe('infra/redis', () => {
  let server: RedisServer;
  const clients: Redis[] = [];

  beforeAll(async () => {
    const login = { username: 'watcher', password: passwordOf('watcher') };
    // The user of this test, who may look into the server's notes, is added to those of the file.
    const acl = readFileSync(new URL('users.acl', INFRA), 'utf8')
      .replaceAll(
        /^user (\w+) on /gm,
        (line, user: string) => `${line}#${createHash('sha256').update(passwordOf(user)).digest('hex')} `,
      )
      .concat(`user watcher on >${login.password} +@all ~* &*\n`);
    const lines = readFileSync(new URL('redis.conf', INFRA), 'utf8')
      .split('\n')
      .filter((line) => !/^(?:port|dir|bind) /.test(line));
    const linesFor = (_: number, directory: string) => {
      const file = join(directory, 'users.acl');
      writeFileSync(file, acl, { mode: 0o600 });
      return [`aclfile ${file}`];
    };
    server = await startRedis({ lines, linesFor, login });
  });
  afterAll(async () => {
    for (const client of clients) client.disconnect();
    await server.stop();
  });

  const storeOf = (user: User) => `redis://${user}:${passwordOf(user)}@127.0.0.1:${server.port}/0`;
  async function clientOf(user: User): Promise<Redis> {
    const client = new Redis({
      host: '127.0.0.1',
      port: server.port,
      username: user,
      password: passwordOf(user),
      protocol: 2,
      enableReadyCheck: false,
      disableClientInfo: true,
    });
    clients.push(client);
    return client;
  }
  const denials = async () => ((await server.admin.call('ACL', 'LOG')) as unknown[]).map(String);
  const isDenied = async (client: Redis, command: readonly string[]) => {
    const [name = '', ...args] = command;
    return client.call(name, ...args).then(
      () => false,
      (error: Error) => REFUSED.test(error.message),
    );
  };

  test('control, monitor and router may do what each does, and nobody was refused anything meanwhile', async () => {
    const control = await openRegistry(storeOf('control'), { access: 'write' });
    const monitor = await openRegistry(storeOf('monitor'), { access: 'follow' }).catch((error: unknown) => error);
    const start = await control.position();
    const writes = [
      customerWrite('acme'),
      nodeWrite(1, 'acme'),
      claimWrite(1, 'acme', '10.0.0.0/8'),
      claimWrite(1, 'acme', '11.0.0.0/8', { state: 'in-review' }),
    ];
    await mustCommit(control, ...writes);
    await mustCommit(control, customerWrite('acme', 'New'), claimWrite(1, 'acme', '11.0.0.0/8'));
    await control.commit({ writes: [customerWrite('b')], by: 'x', why: null, at: AT, idempotencyKey: 'k' }, []);
    await control.commit({ writes: [customerWrite('b')], by: 'x', why: null, at: AT, idempotencyKey: 'k' }, []);
    await control.reserveNodeNumbers(2);
    await control.list('claim', { limit: 9 });
    await control.list('node', { limit: 9, customer: 'acme' });
    await control.claimsOf('n_0000000000000001', { limit: 9 });
    await control.claimsOverlapping(Prefix.parse('10.1.0.0/16'), 9);
    await control.holderOf('server:192.0.2.1:80');
    expect(await control.pendingClaims({ states: ['in-review'], customer: 'acme', limit: 9 })).toEqual([]);
    expect(await control.commitOf('k')).toMatchObject({ revision: 3 });
    const hash = { kind: 'token', id: 'a', value: { hash: 'x' } } as const;
    expect(await control.secrets.write([hash, { kind: 'user', id: 'b', value: null }])).toEqual({ kind: 'written' });
    expect(await control.secrets.get('token', 'a')).toMatchObject(hash);
    expect(await control.secrets.list('token', { limit: 9 })).toHaveLength(1);
    expect(await control.secrets.version()).toBeGreaterThan(0);
    await control.health.putHeartbeats(new Uint8Array(3), 1);
    let backup = '';
    await backupRegistry(control, { write: (text) => (backup += text) }, AT);
    await restoreRegistry(
      control,
      async function* () {
        yield Buffer.from(backup);
      },
      { by: 'x', why: 'x', at: AT },
    );

    expect(monitor).not.toBeInstanceOf(Error);
    const watching = monitor as typeof control;
    await watching.health.publishVector(new Uint8Array([1, 2]), 1);
    await watching.health.putOpinions('m', new Uint8Array([1]), 1);
    await watching.health.opinions();
    await watching.health.heartbeats();
    expect(await watching.health.acquireLease('publisher', 'm', 1_000)).toBe(true);
    await watching.health.releaseLease('publisher', 'm');
    await readAll(watching);

    const router = await openRegistry(storeOf('router'), { access: 'follow' });
    expect((await readAll(router)).records).toHaveLength(5);
    expect(await follow(router, start, 1)).toEqual([{ kind: 'reload' }]);
    expect(await router.history({ limit: 1 })).toHaveLength(1);
    expect(await router.health.vector()).toMatchObject({ number: (await watching.health.vector()).number });
    const stop = new AbortController();
    for await (const _ of router.health.vectors(stop.signal)) stop.abort();
    await Promise.all([control, watching, router].map((each) => each.close()));
    expect(await denials()).toEqual([]);
  });

  const NOBODY: readonly (readonly string[])[] = [
    ['FLUSHALL'],
    ['FLUSHDB'],
    ['CONFIG', 'GET', 'masterauth'],
    ['CONFIG', 'SET', 'appendfsync', 'no'],
    ['KEYS', '*'],
    ['SCAN', '0'],
    ['SCRIPT', 'FLUSH'],
    ['FUNCTION', 'LIST'],
    ['DEBUG', 'SLEEP', '0'],
    ['MODULE', 'LIST'],
    ['SHUTDOWN', 'NOSAVE'],
    ['REPLICAOF', '127.0.0.1', '1'],
    ['ACL', 'LIST'],
    ['CLIENT', 'LIST'],
    ['MONITOR'],
    ['SWAPDB', '0', '1'],
    ['RESTORE', 'x', '0', ''],
    ['SET', 'elsewhere', 'x'],
    ['GET', 'elsewhere'],
  ];
  const FOLLOWERS: readonly (readonly string[])[] = [
    ['HGET', SECRET_VALUES, 'token/a'],
    ['HMGET', SECRET_VALUES, 'token/a'],
    ['HGETALL', SECRET_VALUES],
    ['HGET', SECRET_VERSION, 'version'],
    ['ZRANGEBYLEX', SECRET_IDS, '-', '+'],
    ['HSET', SECRET_VALUES, 'token/a', '1 {}'],
    ['HSET', '{nearhop}:registry:position', 'revision', '1'],
    ['DEL', '{nearhop}:registry:blocks:4'],
    ['SET', '{nearhop}:commit:turn', 'x'],
    ['XADD', '{nearhop}:registry:changes', '*', 'x', 'x'],
    ['EVAL', "return redis.call('HSET', KEYS[1], 'revision', '1')", '1', '{nearhop}:registry:position'],
    ['EVAL', `return redis.call('HGET', '${SECRET_VALUES}', 'token/a')`, '0'],
    ['EVAL', "return redis.call('HGET', KEYS[1], 'token/a')", '1', SECRET_VALUES],
    ['UNLINK', SECRET_VALUES],
  ];
  const ROUTER: readonly (readonly string[])[] = [
    ['EVAL', 'return 1', '0'],
    ['EVALSHA', 'x', '0'],
    ['XADD', '{nearhop}:health:vector', '*', 'x', 'x'],
    ['HGET', '{nearhop}:health:opinions', 'm'],
  ];
  test.each(['control', 'monitor', 'router'] as const)(
    '%s may not flush, configure, look around or stop the server',
    async (user) => {
      const client = await clientOf(user);
      const allowed: string[] = [];
      for (const command of [
        ...NOBODY,
        ...(user === 'control' ? [] : FOLLOWERS),
        ...(user === 'router' ? ROUTER : []),
      ]) {
        if (!(await isDenied(client, command))) allowed.push(command.join(' '));
      }
      expect(allowed).toEqual([]);
    },
  );

  test('the server writes out each commit, and nobody comes in without a password', async () => {
    expect(await server.admin.config('GET', 'append*')).toEqual(
      expect.arrayContaining(['appendonly', 'yes', 'appendfsync', 'always']),
    );
    const stranger = new Redis({
      host: '127.0.0.1',
      port: server.port,
      protocol: 2,
      enableReadyCheck: false,
      disableClientInfo: true,
    });
    clients.push(stranger);
    expect(await stranger.ping().catch((error: Error) => error.message)).toContain('NOAUTH');
  });

  test('a Sentinel answers who the master is and takes no orders', async () => {
    const lines = readFileSync(new URL('sentinel.conf', INFRA), 'utf8')
      .replace('redis-1 6379', `127.0.0.1 ${server.port}`)
      .split('\n')
      .filter((line) => !/^(?:port|dir|bind) /.test(line))
      .concat('sentinel auth-user nearhop sentinel', `sentinel auth-pass nearhop ${passwordOf('sentinel')}`);
    const sentinel = await startRedis({ mode: 'sentinel', lines });
    try {
      const { admin } = sentinel;
      expect(await admin.call('SENTINEL', 'get-master-addr-by-name', 'nearhop')).toEqual([
        '127.0.0.1',
        String(server.port),
      ]);
      const allowed: string[] = [];
      for (const command of [
        'SENTINEL FAILOVER nearhop',
        'SENTINEL REMOVE nearhop',
        'SENTINEL SET nearhop quorum 1',
        'SENTINEL RESET *',
        'SENTINEL FLUSHCONFIG',
        'CONFIG GET *',
        'ACL LIST',
        'SHUTDOWN',
        'SENTINEL MONITOR x 127.0.0.1 1 1',
      ]) {
        if (!(await isDenied(admin, command.split(' ')))) allowed.push(command);
      }
      expect(allowed).toEqual([]);
      const store = storeOf('router')
        .replace('redis://', 'redis+sentinel://')
        .replace(/@.*/, `@127.0.0.1:${sentinel.port}/nearhop`);
      const router = await openRegistry(store, { access: 'follow' });
      expect((await router.position()).counts.customer).toBe(2);
      await router.close();
    } finally {
      await sentinel.stop();
    }
  });
});
