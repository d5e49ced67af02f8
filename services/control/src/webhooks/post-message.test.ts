import { newWebhookSecret, webhookSignature } from '@nearhop/auth';
import { AddressPolicy } from '@nearhop/ip';
import { afterEach, describe, expect, test } from 'bun:test';
import { createServer, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { makeCertificate } from '../testing/certificate.ts';
import { postMessage } from './post-message.ts';

const production = new AddressPolicy({ privateNetworks: [], lab: false });
const lab = new AddressPolicy({ privateNetworks: [], lab: true });
const secret = newWebhookSecret();
const message = { id: 'msg_1', body: '{"type":"test"}' };
const now = () => new Date(1_700_000_000_999);

let server: Server | undefined;
afterEach(() => server?.closeAllConnections());
afterEach(() => void server?.close());

interface Seen {
  readonly url: string | undefined;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

async function receiver(status: number, tls?: { readonly key: string; readonly cert: string }) {
  const seen: Seen[] = [];
  const answer: Parameters<typeof createServer>[1] = (request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += String(chunk)));
    request.on('end', () => {
      seen.push({ url: request.url, headers: request.headers, body });
      response.writeHead(status, { Location: 'http://127.0.0.1:1/elsewhere' }).end('ignored');
    });
  };
  server = tls === undefined ? createServer(answer) : createTlsServer(tls, answer);
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(0, '127.0.0.1', resolve);
  await promise;
  return { port: (server.address() as AddressInfo).port, seen };
}

const posted = (url: string, dependencies: Partial<Parameters<typeof postMessage>[2]> = {}) =>
  postMessage({ id: 'wh_1', url, secret }, message, { policy: lab, now, ...dependencies });

describe('postMessage', () => {
  test('posts the message with the headers of the Standard Webhooks specification', async () => {
    const { port, seen } = await receiver(204);
    expect(await posted(`http://127.0.0.1:${port}/in?a=b`)).toEqual({ kind: 'delivered', status: 204 });
    expect(seen).toHaveLength(1);
    expect(seen[0]).toMatchObject({ url: '/in?a=b', body: message.body });
    expect(seen[0]?.headers).toMatchObject({
      host: `127.0.0.1:${port}`,
      'content-type': 'application/json',
      'webhook-id': 'msg_1',
      'webhook-timestamp': '1700000000',
      'webhook-signature': webhookSignature(secret, { ...message, timestampSeconds: 1_700_000_000 }),
    });
  });

  test('follows no redirect', async () => {
    const { port, seen } = await receiver(307);
    expect(await posted(`http://127.0.0.1:${port}/`)).toMatchObject({ kind: 'failed', status: 307, isFinal: false });
    expect(seen).toHaveLength(1);
  });

  test('takes 410 as the last word, and no other status', async () => {
    const { port } = await receiver(410);
    expect(await posted(`http://127.0.0.1:${port}/`)).toMatchObject({ status: 410, isFinal: true });
  });

  for (const addresses of [
    ['127.0.0.1'],
    ['1.1.1.1', '127.0.0.1'],
    ['169.254.169.254'],
    ['::1'],
    ['10.0.0.1', '9.9.9.9'],
  ]) {
    test(`sends nothing to a name that leads to ${addresses.join(' and ')}`, async () => {
      const { port, seen } = await receiver(200);
      const outcome = await posted(`http://hooks.example:${port}/`, {
        policy: production,
        resolve: async () => addresses,
      });
      expect(outcome).toMatchObject({ kind: 'failed', fault: 'its name leads where no message is sent' });
      expect(seen).toHaveLength(0);
    });
  }

  test('tells of a name without an address, and of a port where nobody is', async () => {
    const none = { resolve: async () => [] };
    expect(await posted('http://hooks.example/', none)).toMatchObject({ fault: 'its name has no address' });
    const { port } = await receiver(200);
    server?.close();
    expect(await posted(`http://127.0.0.1:${port}/`)).toMatchObject({
      fault: expect.stringContaining('cannot be reached') as string,
    });
  });

  test('asks a TLS server for the name of the URL, at the address that was looked at', async () => {
    const { key, cert } = makeCertificate('hooks.example');
    const { port, seen } = await receiver(200, { key, cert });
    const at = { resolve: async () => ['127.0.0.1'], trusted: cert };
    expect(await posted(`https://hooks.example:${port}/`, at)).toMatchObject({ kind: 'delivered' });
    expect(seen[0]?.headers['host']).toBe(`hooks.example:${port}`);
    for (const wrong of [
      posted(`https://other.example:${port}/`, at),
      posted(`https://hooks.example:${port}/`, { resolve: at.resolve }),
    ])
      expect(await wrong).toMatchObject({ kind: 'failed', isFinal: false });
    expect(seen).toHaveLength(1);
  });
});
