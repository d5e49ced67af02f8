import { AddressPolicy } from '@nearhop/ip';
import { openRegistry } from '@nearhop/registry';
import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Webhooks } from './webhooks.ts';

const URL_TEXT = 'https://hooks.example.com/nearhop';
const by = { by: 'ann' };
let directory: string;
let registry: Awaited<ReturnType<typeof openRegistry>>;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'nearhop-webhooks-'));
  registry = await openRegistry(`sqlite:${join(directory, 'registry.db')}`, { access: 'write' });
});
afterEach(async () => {
  await registry.close();
  await rm(directory, { recursive: true });
});

function webhooks(lab = false): Webhooks {
  return new Webhooks(
    { policy: new AddressPolicy({ privateNetworks: [], lab }), lab },
    { registry, now: () => new Date() },
  );
}

/** What an operation was refused with. */
const refusalOf = (operation: Promise<unknown>) => operation.catch((error: unknown) => error);

describe('Webhooks', () => {
  test('shows a secret once, keeps it sealed, and has it again to sign with', async () => {
    const { secret, ...created } = await webhooks().create({ url: URL_TEXT }, by);
    expect(secret).toStartWith('whsec_');
    expect(await webhooks().list()).toEqual([created]);
    expect(created).toMatchObject({ events: ['node.down', 'node.up', 'review.answered'], createdBy: 'ann' });
    expect(JSON.stringify(await registry.secrets.list('webhook', { limit: 10 }))).not.toContain(secret.slice(6, 20));
    expect(await webhooks().signing(created.id)).toEqual({ id: created.id, url: URL_TEXT, secret });
  });

  test('seals all with one key, whoever comes first', async () => {
    const created = await Promise.all(Array.from({ length: 5 }, () => webhooks().create({ url: URL_TEXT }, by)));
    for (const { id, secret } of created) expect((await webhooks().signing(id)).secret).toBe(secret);
  });

  test('opens no secret that was put under another id', async () => {
    const [one, other] = [
      await webhooks().create({ url: URL_TEXT }, by),
      await webhooks().create({ url: URL_TEXT }, by),
    ];
    const value = (await registry.secrets.get('webhook', one.id))?.value;
    await registry.secrets.write([{ kind: 'webhook', id: other.id, value }]);
    expect(await refusalOf(webhooks().signing(other.id))).toMatchObject({ code: 'conflict' });
  });

  test('removes', async () => {
    const { id } = await webhooks().create({ url: URL_TEXT }, by);
    expect(await webhooks().remove(id)).toEqual({ id });
    expect(await webhooks().list()).toEqual([]);
    expect(await refusalOf(webhooks().remove(id))).toMatchObject({ code: 'not-found' });
    expect(await refusalOf(webhooks().signing(id))).toMatchObject({ code: 'not-found' });
  });

  for (const url of [
    'http://hooks.example.com/',
    'ftp://hooks.example.com/',
    'hooks.example.com',
    'https://ann:secret@hooks.example.com/',
    'https://hooks.example.com/#part',
    'https://127.0.0.1/',
    'https://2130706433/',
    'https://[::1]/',
    'https://[::ffff:10.0.0.1]/',
    'https://169.254.169.254/latest/meta-data',
  ]) {
    test(`refuses ${url}`, async () => {
      expect(await refusalOf(webhooks().create({ url }, by))).toMatchObject({
        code: 'invalid',
        fields: [{ pointer: '/url' }],
      });
    });
  }

  test('takes http and loopback in a lab, and still no metadata service', async () => {
    expect(await webhooks(true).create({ url: 'http://127.0.0.1:9000/x' }, by)).toMatchObject({
      url: 'http://127.0.0.1:9000/x',
    });
    expect(await refusalOf(webhooks(true).create({ url: 'http://169.254.169.254/' }, by))).toMatchObject({
      code: 'invalid',
    });
  });

  test('tells all that is wrong at once', async () => {
    const input = { url: 'http://x', events: ['node.gone'], customer: 'nobody' };
    expect(await refusalOf(webhooks().create(input, by))).toMatchObject({
      fields: [{ pointer: '/events/0' }, { pointer: '/url' }, { pointer: '/customer' }],
    });
  });

  test('has a limit', async () => {
    for (let count = 0; count < 50; count++) await webhooks().create({ url: URL_TEXT }, by);
    expect(await refusalOf(webhooks().create({ url: URL_TEXT }, by))).toMatchObject({ code: 'conflict' });
  });
});
