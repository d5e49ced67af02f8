import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { listenHttp1, type Http1Listener, type TlsPair } from './listen-http1.ts';
import { readAnswers } from './testing/answers.ts';
import { RawClient } from './testing/raw-client.ts';

const BODY = 'x'.repeat(300_000);
let directory: string;
let first: TlsPair;
let second: TlsPair;
let listener: Http1Listener;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'http1-tls-'));
  [first, second] = [makePair('first.example'), makePair('second.example')];
  listener = listenHttp1(
    { hostname: '127.0.0.1', port: 0, sharing: 'own', tls: first },
    {
      readPeer: (address) => address,
      answer: ({ target }) => ({ status: 200, headers: '', body: target === '/big' ? BODY : target }),
      failed: (error) => {
        throw error;
      },
    },
  );
});

afterAll(async () => {
  await listener.stop({ idleMs: 0, atMostMs: 0 });
  rmSync(directory, { recursive: true });
});

function makePair(name: string): TlsPair {
  const [key, cert] = [join(directory, `${name}.key`), join(directory, `${name}.crt`)];
  const kind = [
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:prime256v1',
    '-nodes',
    '-days',
    '2',
    '-subj',
    `/CN=${name}`,
  ];
  execFileSync('openssl', ['req', '-x509', ...kind, '-keyout', key, '-out', cert], { stdio: 'ignore' });
  return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
}

/** Asks on a connection of its own; the bytes that came until its end, the version, and whose certificate was shown. */
function ask(text: string): Promise<{ wire: string; version: string | null; name: string | undefined }> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port: listener.port, rejectUnauthorized: false }, () =>
      socket.write(text),
    );
    let wire = '';
    socket.on('data', (bytes) => (wire += bytes.toString('latin1')));
    socket.on('end', () => {
      const name = socket.getPeerCertificate().subject.CN;
      resolve({ wire, version: socket.getProtocol(), name: Array.isArray(name) ? name[0] : name });
    });
    socket.on('error', reject);
  });
}

const get = (target: string, ...headers: string[]) =>
  `GET ${target} HTTP/1.1\r\nHost: a\r\n${headers.map((line) => `${line}\r\n`).join('')}\r\n`;

describe('a listener with TLS', () => {
  test('speaks TLS 1.3, and answers and ends as without', async () => {
    const { wire, version } = await ask(get('/1') + get('/big') + get('/2', 'Connection: close'));
    expect(version).toBe('TLSv1.3');
    expect(readAnswers(wire).map(({ body }) => body.length)).toEqual([2, BODY.length, 2]);
    expect(readAnswers((await ask('BAD\r\n\r\n')).wire)[0]?.status).toBe(400);
  });

  test('shows a renewed certificate to new connections, and goes on with those that are open', async () => {
    const { name } = await ask(get('/1', 'Connection: close'));
    expect(name).toBe('first.example');
    const open = connect({ host: '127.0.0.1', port: listener.port, rejectUnauthorized: false });
    let wire = '';
    open.on('data', (bytes) => (wire += bytes.toString('latin1')));
    open.write(get('/before'));
    while (!wire.includes('/before')) await Bun.sleep(1);
    listener.renewCertificate(second);
    open.write(get('/after'));
    while (!wire.includes('/after')) await Bun.sleep(1);
    open.destroy();
    expect((await ask(get('/1', 'Connection: close'))).name).toBe('second.example');
    expect(() => listener.renewCertificate({ cert: 'rubbish', key: first.key })).toThrow();
    expect(() => listener.renewCertificate({ cert: first.cert, key: second.key })).toThrow();
    expect((await ask(get('/1', 'Connection: close'))).name).toBe('second.example');
  });

  test('ends connections that are no TLS', async () => {
    const client = await RawClient.connect(listener.port);
    client.send(get('/1'));
    expect(readable(await client.untilEnd())).not.toContain('200 OK');
    while (listener.counters.openConnections > 0) await Bun.sleep(1);
  });
});

const readable = (wire: string) => wire.replaceAll(/[^ -~]/g, '');
