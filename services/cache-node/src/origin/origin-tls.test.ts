import { AddressPolicy } from '@nearhop/ip';
import { afterAll, beforeAll, expect, test } from 'bun:test';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import https, { type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { NameServer } from '../testing/name-server.ts';
import { createOriginClient } from './create-origin-client.ts';
import { OriginError } from './origin-error.ts';

const NAME = 'secure.example.com';
const directory = mkdtempSync(join(tmpdir(), 'nearhop-origin-tls-'));
const [key, cert] = [join(directory, 'key.pem'), join(directory, 'cert.pem')];
let names: NameServer;
let server: Server;
let shownName: string | false | null = null;

beforeAll(async () => {
  const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'];
  const subject = ['-subj', `/CN=${NAME}`, '-addext', `subjectAltName=DNS:${NAME}`];
  execFileSync('openssl', ['req', '-x509', ...kind, '-keyout', key, '-out', cert, ...subject], { stdio: 'ignore' });
  names = await NameServer.start();
  names.set(NAME, '127.0.0.1');
  names.set('other.example.com', '127.0.0.1');
  server = https.createServer({ key: readFileSync(key), cert: readFileSync(cert) }, (request, response) => {
    shownName = (request.socket as TLSSocket).servername ?? null;
    response.end('hello');
  });
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(0, '127.0.0.1', resolve);
  await promise;
});

afterAll(async () => {
  server.close();
  await names[Symbol.asyncDispose]();
  rmSync(directory, { recursive: true });
});

test('OriginClient shows the origin its own name over TLS, and checks that it is the origin', async () => {
  expect(await ask(NAME, readFileSync(cert, 'utf8'))).toBe('hello');
  expect(shownName).toBe(NAME);
  expect(await ask('other.example.com', readFileSync(cert, 'utf8'))).toBe('not-connected');
  expect(await ask(NAME, null)).toBe('not-connected');
});

async function ask(host: string, authorities: string | null): Promise<string> {
  const policy = new AddressPolicy({ privateNetworks: [], lab: true });
  const resolvers = [names.address];
  const client = createOriginClient({
    policy,
    realm: 'lab',
    resolvers,
    vouchedHosts: [],
    maxRequestsPerOrigin: 8,
    authorities,
  });
  const place = { scheme: 'https', host, port: (server.address() as AddressInfo).port } as const;
  try {
    const request = { place, method: 'GET', target: '/', headers: ['Host', host], body: null };
    const { body } = await client.fetch(request, new AbortController().signal);
    let text = '';
    for await (const chunk of body) text += Buffer.from(chunk).toString('latin1');
    return text;
  } catch (error) {
    return error instanceof OriginError ? error.code : String(error);
  } finally {
    client.close();
  }
}
