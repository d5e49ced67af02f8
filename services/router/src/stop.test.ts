import { afterEach, describe, expect, test } from 'bun:test';
import { Agent, get, type RequestOptions } from 'node:http';
import { RouterFixture, until } from './testing/router-fixture.ts';

const fixtures: RouterFixture[] = [];
afterEach(async () => {
  await Promise.all(fixtures.splice(0).map((fixture) => fixture[Symbol.asyncDispose]()));
});

describe('stop', () => {
  test('drops no request of clients that keep asking, and lets new connections be refused', async () => {
    const fixture = new RouterFixture();
    fixtures.push(fixture);
    await fixture.seed();
    const router = await fixture.start();
    const { hostname, port } = new URL(router.endpoints.http);
    const outcomes = { answered: 0, refused: 0, closed: 0, dropped: [] as string[] };
    const clients = Array.from({ length: 16 }, async () => {
      const agent = new Agent({ keepAlive: true, maxSockets: 1 });
      for (;;) {
        const outcome = await ask({ hostname, port, path: '/v1/route', agent });
        if (outcome.kind === 'answered') {
          outcomes.answered++;
          if (outcome.closes) outcomes.closed++;
        } else if (outcome.code === 'ECONNREFUSED') {
          outcomes.refused++;
          break;
        } else {
          outcomes.dropped.push(outcome.code);
          break;
        }
      }
      agent.destroy();
    });
    await until(() => outcomes.answered > 500);
    const startedAt = performance.now();
    await router.stop();
    expect(performance.now() - startedAt).toBeLessThan(10_000);
    await Promise.all(clients);
    expect(outcomes.dropped).toEqual([]);
    expect(outcomes.refused).toBe(16);
    expect(outcomes.closed).toBeGreaterThan(16);
  }, 30_000);

  test('fails readiness first', async () => {
    const fixture = new RouterFixture();
    fixtures.push(fixture);
    await fixture.seed();
    // Long enough for two requests on any machine: the first that finds the door shut proves nothing.
    const drainTimes = { quietMs: 3_000, farewellMs: 3_000, idleMs: 250, atMostMs: 6_500 };
    const router = await fixture.start({}, { drainTimes });
    const stopping = router.stop();
    const readyz = await fetch(`${router.endpoints.ops}/readyz`);
    expect(readyz.status).toBe(503);
    expect(await readyz.json()).toMatchObject({ stopping: true });
    const route = await fetch(`${router.endpoints.http}/v1/route`);
    expect([route.status, route.headers.get('connection')]).toEqual([200, 'close']);
    await stopping;
    await router.stop();
  });
});

type Outcome =
  { readonly kind: 'answered'; readonly closes: boolean } | { readonly kind: 'failed'; readonly code: string };

function ask(options: RequestOptions): Promise<Outcome> {
  const { promise, resolve } = Promise.withResolvers<Outcome>();
  const request = get(options, (response) => {
    response.resume();
    response.on('end', () => resolve({ kind: 'answered', closes: response.headers.connection === 'close' }));
    response.on('error', (error) => resolve({ kind: 'failed', code: error.message }));
  });
  request.on('error', (error: NodeJS.ErrnoException) => resolve({ kind: 'failed', code: error.code ?? error.message }));
  return promise;
}
