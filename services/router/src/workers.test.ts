import { expect, test } from 'bun:test';
import { answer, RouterFixture, until } from './testing/router-fixture.ts';

test('workers share the port, one that dies is replaced, and sums of what they answered never go back', async () => {
  await using fixture = new RouterFixture();
  await fixture.seed();
  const router = await fixture.start({ workers: 3 });
  const matched = async (): Promise<number> => {
    const text = await (await fetch(`${router.endpoints.ops}/metrics`)).text();
    return Number(/nearhop_router_answers_total\{reason="matched"\} (\d+)/.exec(text)?.[1]);
  };
  const running = async () =>
    (await (await fetch(`${router.endpoints.ops}/readyz`)).text()).includes('"running":3,"of":3');
  await until(running);
  for (let i = 0; i < 60; i++) {
    const response = await fetch(`${router.endpoints.http}/v1/route`, {
      headers: { 'X-Forwarded-For': '81.2.3.4', Connection: 'close' },
    });
    expect(response.headers.get('nearhop-reason')).toBe('matched');
  }
  await until(async () => (await matched()) === 60);

  const [first = 0] = router.workerPids();
  process.kill(first, 'SIGKILL');
  await until(() => router.workerPids().length === 2 && !router.workerPids().includes(first));
  await until(running);
  expect(await matched()).toBe(60);
  expect(await answer(router, '81.2.3.4')).toMatchObject({ reason: 'matched' });
}, 30_000);
