import { afterAll, beforeAll, expect, test } from 'bun:test';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Address } from '@nearhop/ip';
import { arrivals } from '../pacer/arrivals.ts';
import { answerBody } from '../testing/stub-router.ts';
import { Attack } from './attack.ts';
import { probe } from './probe.ts';
import { parseTarget, type ConnectionMode, type TargetTls } from './target.ts';

const REQUESTS = 20;

let directory: string;
let certificate: string;
let server: Bun.Server<undefined>;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'nearhop-replay-'));
  const files = [join(directory, 'key.pem'), join(directory, 'certificate.pem')] as const;
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
  const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  const made = Bun.spawnSync(['openssl', 'req', '-x509', ...kind, '-keyout', files[0], '-out', files[1], ...subject]);
  if (!made.success) throw new Error(`openssl made no certificate: ${made.stderr.toString()}`);
  certificate = readFileSync(files[1], 'utf8');
  server = Bun.serve({
    hostname: '127.0.0.1',
    port: 0,
    tls: { key: readFileSync(files[0], 'utf8'), cert: certificate },
    fetch: (request) => new Response(answerBody(request.headers.get('x-forwarded-for'))),
  });
});

afterAll(async () => {
  await server.stop(true);
  rmSync(directory, { recursive: true });
});

const target = (tls: TargetTls) => parseTarget(`https://localhost:${server.port}`, tls);

test.each<ConnectionMode>(['reused', 'new'])('Attack asks over TLS 1.3 with %s connections', async (mode) => {
  let answered = 0;
  const failures: string[] = [];
  const attack = new Attack(
    { target: target({ ca: certificate, certificate: 'verify' }), mode, connections: 4, timeoutMs: 20_000 },
    {
      arrivals: arrivals({
        ratePerSecond: 200,
        durationMs: REQUESTS * 5,
        spacing: 'constant',
        seed: 1,
        worker: 0,
        workers: 1,
      }),
      clients: { client: (number) => Address.v4(number) },
      onAnswer: () => void answered++,
      onFailure: ({ detail }) => failures.push(detail),
    },
  );
  await attack.run();
  expect([answered, failures]).toEqual([REQUESTS, []]);
});

test('probe takes an unknown certificate only when told to', async () => {
  expect(await probe(target({ certificate: 'verify' }), 'reused', 20_000)).toMatchObject({
    kind: 'unreachable',
    failure: { kind: 'tls' },
  });
  expect(await probe(target({ certificate: 'ignore' }), 'reused', 20_000)).toEqual({ kind: 'trusted' });
});
