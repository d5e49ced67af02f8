import type { RouteAnswer } from '@nearhop/contracts';
import { describe, expect, test } from 'bun:test';
import { RecordingTerminal } from '../testing/recording-terminal.ts';
import { RouterClient } from './router-client.ts';
import { watch } from './watch.ts';

const CDN: RouteAnswer = {
  client: '127.0.1.5',
  decision: 'cdn',
  reason: 'node-disabled',
  caches: [],
  ttlSeconds: 60,
  revision: 2,
  health: 0,
};

/** Something that answers as a router does; what it answers can be changed, and how often it was asked is counted. */
function startRouter(first: RouteAnswer, port = 0) {
  let answer = first;
  const counts = { full: 0, unchanged: 0 };
  const server = Bun.serve({
    hostname: '127.0.0.1',
    port,
    fetch: (request) => {
      const etag = `W/"${answer.reason}"`;
      if (request.headers.get('If-None-Match') === etag) {
        counts.unchanged += 1;
        return new Response(null, { status: 304 });
      }
      counts.full += 1;
      return Response.json(answer, { headers: { ETag: etag } });
    },
  });
  return {
    url: `http://127.0.0.1:${server.port}`,
    port: server.port,
    counts,
    change: (next: RouteAnswer) => {
      answer = next;
    },
    stop: () => server.stop(true),
  };
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await Bun.sleep(5);
}

describe('watch', () => {
  test('prints the first answer and each change once, with conditional requests in between', async () => {
    const router = startRouter(CDN);
    const terminal = new RecordingTerminal();
    const client = new RouterClient(router.url, '127.0.1.5');
    const watching = watch(terminal, client, (await client.ask()) ?? CDN, 'table');
    await until(() => router.counts.unchanged >= 2);
    router.change({ ...CDN, reason: 'node-down' });
    await until(() => terminal.out.length >= 2 && router.counts.unchanged >= 4);
    terminal.interrupt();
    await watching;
    await router.stop();
    expect(terminal.out.map((line) => line.replace(/^\d\d:\d\d:\d\d\.\d{3} {2}/, ''))).toEqual([
      '127.0.1.5 → CDN (node-disabled)',
      '127.0.1.5 → CDN (node-down)',
    ]);
    expect(router.counts.full).toBe(2);
  });

  test('says once that the router is away, and that it is back', async () => {
    const router = startRouter(CDN);
    const terminal = new RecordingTerminal();
    const client = new RouterClient(router.url, '127.0.1.5');
    const watching = watch(terminal, client, (await client.ask()) ?? CDN, 'json');
    await until(() => router.counts.unchanged >= 1);
    await router.stop();
    await until(() => terminal.err.length >= 1);
    const again = startRouter({ ...CDN, reason: 'node-down' }, router.port);
    await until(() => terminal.out.length >= 2);
    terminal.interrupt();
    await watching;
    await again.stop();
    expect(terminal.err).toEqual([
      expect.stringContaining('asking again'),
      expect.stringContaining('the router answers again'),
    ]);
    expect(terminal.out.map((line) => JSON.parse(line).reason)).toEqual(['node-disabled', 'node-down']);
  });
});
