import { activate, enrolledNode } from '@nearhop/node-link';
import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { join } from 'node:path';
import { TellingControl } from '../testing/telling-control.ts';
import { NodeFixture, type TestNode } from '../testing/node-fixture.ts';

const TEST_OBJECT = '/mscomtest/wuidt.gif';
const PROOF = '/.well-known/nearhop-proof';

let fixture: NodeFixture;
let control: TellingControl;
beforeEach(async () => {
  fixture = await NodeFixture.create();
  control = new TellingControl([{ host: '127.0.0.1', scheme: 'http', port: fixture.origin.port }]);
  fixture.origin.put('/object', 'content');
});
afterEach(async () => {
  await fixture[Symbol.asyncDispose]();
  await control.stop();
});

async function enrol(): Promise<void> {
  const directory = join(fixture.directory, 'data', 'node');
  const registrationKey = `nhk_${'A'.repeat(43)}`;
  await activate({ controlUrl: control.url, directory, nodeId: control.node, registrationKey });
}

function start(): Promise<TestNode> {
  return fixture.start({}, { controlUrl: control.url, originsFile: null });
}

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await Bun.sleep(5);
}

describe('a node that control tells', () => {
  test('does not start before it was activated, and says how that is done', async () => {
    const refusal: unknown = await start().catch((error: unknown) => error);
    expect(refusal).toMatchObject({
      code: 'ERR_CONFIG',
      message: expect.stringMatching(/never activated: run: .*nearhop node activate <id> .*--directory/) as string,
    });
    expect(await enrolledNode(join(fixture.directory, 'data', 'node'))).toBeUndefined();
  });

  test('before it is activated answers the proof and the test object of control, and 503 to all else', async () => {
    control.answer = { ...control.answer, activated: false };
    await enrol();
    const node = await start();
    const { http } = node.running.endpoints;
    const nonce = 'n'.repeat(43);
    const proof = await fetch(`${http}${PROOF}?nonce=${nonce}&server=203.0.113.10:80`);
    expect([proof.status, proof.headers.get('Cache-Control')]).toEqual([200, 'no-store']);
    expect(await proof.json()).toEqual({ signature: expect.any(String) as string });
    const tested = await fetch(`${http}${TEST_OBJECT}?cacheHostOrigin=${control.host}`);
    expect([tested.status, await tested.text()]).toEqual([200, 'test object']);
    for (const target of ['/object', TEST_OBJECT]) expect((await node.get(target)).status).toBe(503);
    const other = await fetch(`${http}/v1/nodes?cacheHostOrigin=${control.host}`);
    expect(other.status).toBe(503);
    expect(control.askedAsOrigin).toEqual([TEST_OBJECT]);
  });

  test('does what control says from one heartbeat to the next', async () => {
    await enrol();
    const node = await start();
    expect(await node.text('/object')).toBe('content');
    const usual = control.answer;
    for (const [why, answer] of [
      ['disabled', { ...usual, enabled: false }],
      ['down', { ...usual, adminState: 'down' }],
    ] as const) {
      control.answer = answer;
      await until(async () => (await node.text('/object')).includes(`"detail":"${why}"`));
      const { http } = node.running.endpoints;
      expect((await fetch(`${http}${TEST_OBJECT}?cacheHostOrigin=${control.host}`)).status).toBe(503);
      // It is no question that can be answered, but one that was heard.
      expect((await fetch(`${http}${PROOF}`)).status).toBe(400);
    }
    control.answer = usual;
    await until(async () => (await node.get('/object')).status === 200);
    const report = control.beats.at(-1)?.report;
    expect(report?.hitBytes).toBeGreaterThanOrEqual(0);
    expect(report?.egressBytes).toBeGreaterThanOrEqual('content'.length);
    expect(report?.drives).toHaveLength(1);
  });

  test('with control gone goes on, and starts anew by its last word', async () => {
    await enrol();
    const first = await start();
    expect(await first.text('/object')).toBe('content');
    await control.stop();
    await first.running.stop();
    const second = await start();
    expect(await second.text('/object')).toBe('content');
    const ready = await fetch(`${second.running.endpoints.ops}/readyz`);
    expect(ready.status).toBe(200);
    expect(await ready.text()).toContain('Cannot reach control');
  });
});
