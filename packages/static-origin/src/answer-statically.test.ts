import { describe, expect, test } from 'bun:test';
import { answerStatically } from './answer-statically.ts';
import { objectsByPath, staticObject } from './static-object.ts';
import { TEST_PATH, testObject } from './test-object.ts';

const hello = Buffer.from('Hello from the demo origin.\n');
const objects = objectsByPath([testObject(), staticObject('/objects/hello.txt', 'text/plain; charset=utf-8', hello)]);

function ask(path: string, headers: Record<string, string> = {}, method = 'GET'): Response {
  return answerStatically(new Request(`http://origin.test${path}`, { method, headers }), objects);
}

describe('answerStatically', () => {
  test('serves the test object whole, as a GIF', async () => {
    const response = ask(TEST_PATH);
    expect([response.status, response.headers.get('Content-Type')]).toEqual([200, 'image/gif']);
    expect((await response.arrayBuffer()).byteLength).toBe(969_710);
  });

  test.each([
    ['bytes=0-3', 206, 'bytes 0-3/28', 'Hell'],
    ['bytes=24-', 206, 'bytes 24-27/28', 'in.\n'],
    ['bytes=-4', 206, 'bytes 24-27/28', 'in.\n'],
    ['bytes=24-900', 206, 'bytes 24-27/28', 'in.\n'],
    ['bytes=-900', 206, 'bytes 0-27/28', 'Hello from the demo origin.\n'],
    ['bytes=28-', 416, 'bytes */28', ''],
    ['bytes=-0', 416, 'bytes */28', ''],
    ['bytes=5-4', 200, null, 'Hello from the demo origin.\n'],
    ['bytes=0-1,3-4', 200, null, 'Hello from the demo origin.\n'],
    ['lines=1-2', 200, null, 'Hello from the demo origin.\n'],
  ])('answers Range "%s" with %i', async (range, status, contentRange, body) => {
    const response = ask('/objects/hello.txt', { Range: range });
    expect([response.status, response.headers.get('Content-Range')]).toEqual([status, contentRange]);
    expect(await response.text()).toBe(body);
  });

  test('answers 304 to its own validator and 200 to another', () => {
    const etag = ask('/objects/hello.txt').headers.get('ETag') ?? '';
    expect(ask('/objects/hello.txt', { 'If-None-Match': `"x", ${etag}` }).status).toBe(304);
    expect(ask('/objects/hello.txt', { 'If-None-Match': '"x"' }).status).toBe(200);
  });

  test('ignores a range of another version', () => {
    expect(ask('/objects/hello.txt', { Range: 'bytes=0-3', 'If-Range': '"x"' }).status).toBe(200);
  });

  test('lists what there is when asked for something else, and refuses other methods', async () => {
    const missing = ask('/nothing');
    expect(missing.status).toBe(404);
    expect(await missing.text()).toContain(`${TEST_PATH} (969710 bytes)`);
    expect(ask('/', {}, 'POST').status).toBe(405);
  });
});
