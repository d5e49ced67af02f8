import { createHmac } from 'node:crypto';
import { vectorEntry, type NodeWritten, type WebhookCreated, type WebhookMessage } from '@nearhop/contracts';
import { openRegistry, type Registry } from '@nearhop/registry';
import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AddressPolicy } from '@nearhop/ip';
import { Management, randomNodeId } from '@nearhop/management';
import { scratchControl, type ScratchControl } from '../testing/scratch-control.ts';

interface Received {
  readonly message: WebhookMessage;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
}

let directory: string;
let registry: Registry;
let control: ScratchControl;
let server: Server;
let url: string;
let received: Received[];
let status: number;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'nearhop-webhooks-'));
  registry = await openRegistry(`sqlite:${join(directory, 'registry.db')}`, { access: 'write' });
  received = [];
  status = 200;
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += String(chunk)));
    request.on('end', () => {
      const headers = request.headers as Record<string, string>;
      received.push({ message: JSON.parse(body) as WebhookMessage, headers, body });
      response.writeHead(status).end();
    });
  });
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(0, '127.0.0.1', resolve);
  await promise;
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/in`;
  control = await begin();
  for (const id of ['acme', 'beta']) await control.ask('POST', '/v1/customers', { body: { id } });
});

afterEach(async () => {
  await control.end();
  server.close();
  await registry.close();
  await rm(directory, { recursive: true });
});

function begin(): Promise<ScratchControl> {
  return scratchControl({ lab: true }, { registry, webhookDelivery: { retryAfterMs: [1, 1, 1] } });
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await Bun.sleep(2);
}

async function addWebhook(input: object = {}): Promise<WebhookCreated> {
  const answer = await control.ask('POST', '/v1/webhooks', { body: { url, ...input } });
  expect([answer.status, answer.text]).toEqual([201, answer.text]);
  return answer.json() as WebhookCreated;
}

/** An administrator's node, which is activated as it is made. */
async function addNode(customer: string, name: string, server: string): Promise<NodeWritten> {
  const policy = new AddressPolicy({ privateNetworks: [], lab: true });
  const dependencies = { registry, now: () => new Date(), newId: randomNodeId };
  const administrator = new Management({ policy, authority: 'administrator' }, dependencies);
  return administrator.createNode({ name, customer, servers: server, claims: [] }, { by: 'ann' });
}

const patch = (node: string, body: object) =>
  control.ask('PATCH', `/v1/nodes/${node}?reason=test`, { headers: { 'If-Match': '*' }, body });
const kinds = () => received.map(({ message }) => message.type);
const nodesTold = () =>
  received.map(({ message }) =>
    'name' in message.data ? `${message.type} ${message.data.name} ${message.data.state}` : '',
  );

describe('webhooks', () => {
  test('are made with a secret that is shown once, listed and removed', async () => {
    const { secret, ...created } = await addWebhook({ events: ['node.down'] });
    expect(secret).toStartWith('whsec_');
    expect((await control.ask('GET', '/v1/webhooks')).json()).toEqual({ items: [{ ...created, waiting: 0 }] });
    expect((await control.ask('DELETE', `/v1/webhooks/${created.id}`)).json()).toEqual({ id: created.id });
    expect((await control.ask('DELETE', `/v1/webhooks/${created.id}`)).status).toBe(404);
    expect((await control.ask('POST', `/v1/webhooks/${created.id}/test`)).status).toBe(404);
    expect(control.log.join('')).not.toContain(secret);
  });

  test('are refused with every bad member', async () => {
    const answer = await control.ask('POST', '/v1/webhooks', { body: { url: 'ftp://x', customer: 'nobody' } });
    expect([answer.status, answer.problem().errors?.map(({ pointer }) => pointer)]).toEqual([
      422,
      ['/url', '/customer'],
    ]);
  });

  test('are tested with a signature that a receiver can check', async () => {
    const { id, secret } = await addWebhook();
    const answer = await control.ask('POST', `/v1/webhooks/${id}/test`);
    expect(answer.json()).toMatchObject({ delivered: true, status: 200 });
    const { headers, body } = received[0] as Received; // it was delivered
    const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
    const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
    expect(headers['webhook-signature']).toBe(`v1,${createHmac('sha256', key).update(signed).digest('base64')}`);
    status = 500;
    expect((await control.ask('POST', `/v1/webhooks/${id}/test`)).json()).toMatchObject({
      delivered: false,
      status: 500,
    });
    expect(received).toHaveLength(2);
  });

  test('hear of nodes that leave and reach serving, by record and by verdict, each change once', async () => {
    await addWebhook();
    const { node } = await addNode('acme', 'one', '9.9.9.1');
    await patch(node.id, { enabled: false });
    await patch(node.id, { maxEgressMbps: 7 });
    await patch(node.id, { enabled: true });
    await until(() => received.length === 3);
    await registry.health.publishVector(Uint8Array.of(vectorEntry('up')), 0);
    await registry.health.publishVector(Uint8Array.of(vectorEntry('down')), 0);
    await until(() => received.length === 4);
    await registry.health.publishVector(Uint8Array.of(vectorEntry('down')), 0);
    await registry.health.publishVector(Uint8Array.of(vectorEntry('up')), 0);
    await until(() => received.length === 5);
    await control.ask('DELETE', `/v1/nodes/${node.id}`, { headers: { 'If-Match': '*' } });
    await until(() => received.length === 6);
    expect(nodesTold()).toEqual([
      'node.up one serving',
      'node.down one disabled',
      'node.up one serving',
      'node.down one down',
      'node.up one serving',
      'node.down one deleted',
    ]);
  });

  test('hear nothing a second time after control was started again', async () => {
    await addWebhook();
    const { node } = await addNode('acme', 'one', '9.9.9.1');
    await patch(node.id, { enabled: false });
    await until(() => received.length === 2);
    await control.end();
    control = await begin();
    await patch(node.id, { enabled: true });
    await until(() => received.length === 3);
    expect(kinds()).toEqual(['node.up', 'node.down', 'node.up']);
  });

  test('hear of their own customer alone, and of what they ask for', async () => {
    await addWebhook({ customer: 'acme', events: ['node.up'] });
    const beta = await addNode('beta', 'theirs', '9.9.9.2');
    const acme = await addNode('acme', 'ours', '9.9.9.1');
    for (const { node } of [beta, acme]) {
      await patch(node.id, { enabled: false });
      await patch(node.id, { enabled: true });
    }
    await until(() => received.length === 2);
    expect(nodesTold()).toEqual(['node.up ours serving', 'node.up ours serving']);
  });

  test('are tried again, as the same message', async () => {
    const { id } = await addWebhook();
    status = 503;
    await addNode('acme', 'one', '9.9.9.1');
    await until(() => received.length === 2);
    status = 200;
    const lastAttempt = async () =>
      ((await control.ask('GET', '/v1/webhooks')).json() as { items: WebhookCreated[] }).items[0]?.lastAttempt;
    while ((await lastAttempt())?.delivered !== true) await Bun.sleep(2);
    expect(new Set(received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    expect((await control.ask('GET', '/v1/webhooks')).json()).toMatchObject({ items: [{ id, waiting: 0 }] });
  });

  test('hear of what reviewers answer, and of nothing that claimants say', async () => {
    const as = (name: string) => ({ 'Nearhop-Actor': name });
    await addWebhook({ customer: 'acme' });
    const made = await control.ask('POST', '/v1/nodes', {
      headers: as('ann'),
      body: { name: 'two', customer: 'acme', claims: ['20.0.0.0/12', '20.16.0.0/12'] },
    });
    const { node } = made.json() as NodeWritten;
    expect(node.claims.map(({ state }) => state)).toEqual(['in-review', 'in-review']);
    const review = (prefix: string, what: string, name: string, body?: object) =>
      control.ask('POST', `/v1/reviews/${encodeURIComponent(`${prefix}@${node.id}`)}/${what}`, {
        headers: as(name),
        ...(body && { body }),
      });
    await review('20.0.0.0/12', 'comment', 'ann', { text: 'Please' });
    await review('20.0.0.0/12', 'comment', 'rex', { text: 'Why so much?' });
    await review('20.0.0.0/12', 'refuse?reason=Too%20much', 'rex');
    await review('20.16.0.0/12', 'approve', 'rex');
    await until(() => received.length === 3);
    const { id } = node;
    expect(received.map(({ message }) => message.data)).toEqual([
      {
        claim: `20.0.0.0/12@${id}`,
        prefix: '20.0.0.0/12',
        node: id,
        customer: 'acme',
        answer: 'commented',
        state: 'in-review',
        text: 'Why so much?',
      },
      {
        claim: `20.0.0.0/12@${id}`,
        prefix: '20.0.0.0/12',
        node: id,
        customer: 'acme',
        answer: 'refused',
        state: 'attention-required',
        text: 'Too much',
      },
      {
        claim: `20.16.0.0/12@${id}`,
        prefix: '20.16.0.0/12',
        node: id,
        customer: 'acme',
        answer: 'approved',
        state: 'valid',
      },
    ]);
  });
});
