import { ConfigError } from '@nearhop/service-kit';
import { expect, test } from 'bun:test';
import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { RouterFixture, until } from './testing/router-fixture.ts';

/** A self-signed pair by the system's openssl. */
function makePair(directory: string, name: string): { readonly certificate: string; readonly key: string } {
  const [certificate, key] = [join(directory, `${name}.crt`), join(directory, `${name}.key`)];
  const options = [
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
  const made = Bun.spawnSync(['openssl', 'req', '-x509', ...options, '-keyout', key, '-out', certificate]);
  if (!made.success) throw new Error(made.stderr.toString());
  return { certificate, key };
}

function certificateName(port: number): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false }, () => {
    resolve(String(socket.getPeerCertificate().subject.CN));
    socket.end();
  });
  socket.on('error', reject);
  return promise;
}

test('answers over TLS, takes a renewed certificate, and keeps the old one when the new one is bad', async () => {
  await using fixture = new RouterFixture();
  await fixture.seed();
  const [old, renewed] = [makePair(fixture.directory, 'old'), makePair(fixture.directory, 'renewed')];
  const tls = { certificateFile: join(fixture.directory, 'live.crt'), keyFile: join(fixture.directory, 'live.key') };
  expect(await fixture.start({ tls }).catch((error: unknown) => error)).toBeInstanceOf(ConfigError);
  copyFileSync(old.certificate, tls.certificateFile);
  copyFileSync(old.key, tls.keyFile);

  const router = await fixture.start({ tls });
  const port = Number(new URL(router.endpoints.http).port);
  const asked = async () =>
    (await fetch(`${router.endpoints.http}/v1/route`, { tls: { rejectUnauthorized: false } })).status;
  expect(router.endpoints.http).toStartWith('https://');
  expect([await asked(), await certificateName(port)]).toEqual([200, 'old']);

  writeFileSync(tls.certificateFile, 'nonsense');
  await until(async () => (await (await fetch(`${router.endpoints.ops}/readyz`)).text()).includes('tls-unreadable'));
  expect([await asked(), await certificateName(port)]).toEqual([200, 'old']);

  copyFileSync(renewed.key, tls.keyFile);
  copyFileSync(renewed.certificate, tls.certificateFile);
  await until(async () => (await certificateName(port)) === 'renewed');
  expect(await asked()).toBe(200);
  expect(await (await fetch(`${router.endpoints.ops}/readyz`)).text()).not.toContain('tls-unreadable');
}, 20_000);
