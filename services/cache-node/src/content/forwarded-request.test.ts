import { HeaderFields } from '@nearhop/http-cache';
import type { Origin } from '@nearhop/contracts';
import { expect, test } from 'bun:test';
import type { ClientRequest } from './client-request.ts';
import type { ContentPlace } from './content-place.ts';
import { forwardedRequest, sourceRequest } from './forwarded-request.ts';

const ORIGIN: Origin = { host: 'download.example.com', scheme: 'http', port: 80 };
const CLIENT = client(
  ['Host', 'node'],
  ['User-Agent', 'device'],
  ['Accept-Language', 'de'],
  ['Accept-Encoding', 'gzip'],
  ['Range', 'bytes=0-1'],
  ['If-None-Match', '"a"'],
  ['X-Forwarded-Host', 'evil'],
  ['X-HTTP-Method-Override', 'DELETE'],
  ['Connection', 'X-Hop'],
  ['X-Hop', '1'],
  ['Cookie', 'a=b'],
);

test('forwardedRequest lets nothing on by itself but what the node says', () => {
  expect(forwardedRequest(CLIENT, place(), []).fields.raw).toEqual(['Accept-Encoding', 'identity']);
});

test('forwardedRequest lets on what the record names', () => {
  const content = place({ requestHeaders: ['accept-language', 'x-hop', 'range'] });
  expect(forwardedRequest(CLIENT, content, []).fields.raw).toEqual([
    'Accept-Language',
    'de',
    'Accept-Encoding',
    'identity',
  ]);
});

test('forwardedRequest lets all on for "*" but what could mislead an origin', () => {
  const { fields } = forwardedRequest(CLIENT, place({ requestHeaders: ['*'] }), []);
  expect(fields.names().toSorted()).toEqual(['accept-encoding', 'accept-language', 'cookie', 'user-agent']);
});

test('forwardedRequest asks for encodings where the object varies by them', () => {
  expect(forwardedRequest(CLIENT, place(), ['accept-encoding']).joinedHeader('accept-encoding')).toBe('gzip');
});

test('sourceRequest names the origin as Host, and itself in Via', () => {
  const content = place();
  const request = sourceRequest(CLIENT, forwardedRequest(CLIENT, content, []), content, {
    pseudonym: 'me',
    parent: null,
  });
  expect([request.target, request.headers]).toEqual([
    '/a?x=1',
    ['Host', 'download.example.com', 'Accept-Encoding', 'identity', 'Via', '1.1 me'],
  ]);
});

test('sourceRequest asks a parent as devices ask a node', () => {
  const content = place();
  const parent = { scheme: 'http', host: 'parent.example.net', port: 8_090 } as const;
  const request = sourceRequest(CLIENT, forwardedRequest(CLIENT, content, []), content, { pseudonym: 'me', parent });
  expect([request.place, request.target, request.headers[1]]).toEqual([
    parent,
    '/a?x=1&cacheHostOrigin=download.example.com',
    'parent.example.net:8090',
  ]);
});

function place(changes: Partial<Origin> = {}): ContentPlace {
  const { scheme, host, port } = ORIGIN;
  const origin = { ...ORIGIN, ...changes };
  return { origin, place: { scheme, host, port }, originText: host, target: '/a?x=1', cacheHostOrigin: host };
}

function client(...pairs: readonly (readonly [string, string])[]): ClientRequest {
  const fields = HeaderFields.of(...pairs);
  return {
    method: 'GET',
    target: '/',
    minorVersion: 1,
    remoteAddress: '127.0.0.1',
    fields,
    joinedHeader: (name) => fields.joinedHeader(name),
  };
}
