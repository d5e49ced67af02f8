import { afterEach, expect, test } from 'bun:test';
import { answerBody, okResponse, startStub, type StubRouter } from '../testing/stub-router.ts';
import { probe } from './probe.ts';
import { parseTarget } from './target.ts';

let stub: StubRouter;
afterEach(() => stub.stop());

function probeStub(reply: (client: string) => string) {
  stub = startStub((client) => ({ bytes: reply(client), after: 'stay' }));
  return probe(parseTarget(`http://127.0.0.1:${stub.port}`), 'reused', 200);
}

test('probe finds that the target answers for the client it is told', async () => {
  expect(await probeStub((client) => okResponse(answerBody(client)))).toEqual({ kind: 'trusted' });
  expect(stub.seen.requests).toBe(1);
});

test('probe tells for whom the target answered instead', async () => {
  expect(await probeStub(() => okResponse(answerBody('127.0.0.1')))).toEqual({
    kind: 'untrusted',
    answeredFor: '127.0.0.1',
  });
  expect(stub.seen.requests).toBe(1);
});

test.each([
  ['status', 'HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n'],
  ['body', okResponse('<html>')],
  ['http', 'nonsense\r\n\r\n'],
  ['timeout', ''],
])('probe finds a target unreachable by %s', async (kind, reply) => {
  expect(await probeStub(() => reply)).toMatchObject({ kind: 'unreachable', failure: { kind } });
});

test('probe finds a target unreachable where nobody listens', async () => {
  stub = startStub(() => ({ bytes: '', after: 'close' }));
  stub.stop();
  const outcome = await probe(parseTarget(`http://127.0.0.1:${stub.port}`), 'reused', 5_000);
  expect(outcome).toMatchObject({ kind: 'unreachable', failure: { kind: 'refused' } });
});
