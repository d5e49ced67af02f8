import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { TEST_PATH, testObject } from '@nearhop/static-origin';
import { scratchControl, type ScratchControl } from '../testing/scratch-control.ts';

let control: ScratchControl;
beforeAll(async () => {
  control = await scratchControl();
});
afterAll(() => control.end());

describe('control as an origin', () => {
  const url = () => `${control.url}${TEST_PATH}`;

  test('serves the test object whole, with its length', async () => {
    const response = await fetch(url());
    const { status, headers } = response;
    expect([status, headers.get('Content-Type'), headers.get('Content-Length')]).toEqual([200, 'image/gif', '969710']);
    expect(sha256(await response.bytes())).toBe(sha256(testObject().bytes));
  });

  test('serves a range, the length alone to HEAD, and 304 to its own validator', async () => {
    const part = await fetch(url(), { headers: { Range: 'bytes=0-5' } });
    expect([part.status, await part.text()]).toEqual([206, 'GIF89a']);
    const head = await fetch(url(), { method: 'HEAD' });
    expect([head.status, head.headers.get('ETag')]).toEqual([200, part.headers.get('ETag')]);
    const again = await fetch(url(), { headers: { 'If-None-Match': head.headers.get('ETag') ?? '' } });
    expect(again.status).toBe(304);
  });
});

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
