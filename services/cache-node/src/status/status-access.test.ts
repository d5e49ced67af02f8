import { expect, test } from 'bun:test';
import { mayManage } from './status-access.ts';

const TOKEN = 'a-token-of-some-length';

test.each([
  ['127.0.0.1', 'localhost:5000', null, true],
  ['::1', '[::1]:5000', null, true],
  ['::ffff:127.0.0.1', '127.0.0.1:5000', null, true],
  ['127.0.0.1', 'rebound.example.com', null, false],
  ['198.51.100.7', 'localhost:5000', null, false],
  ['198.51.100.7', 'node:5000', `Bearer ${TOKEN}`, true],
  ['198.51.100.7', 'node:5000', `Bearer ${TOKEN}x`, false],
  ['198.51.100.7', 'node:5000', TOKEN, false],
  [undefined, 'localhost', null, false],
])('mayManage of %s as %s with %s is %p', (remoteAddress, host, authorization, may) => {
  expect(mayManage({ remoteAddress, host, authorization }, TOKEN)).toBe(may);
});

test('mayManage takes no token where none is set', () => {
  expect(mayManage({ remoteAddress: '198.51.100.7', host: 'node', authorization: 'Bearer ' }, null)).toBe(false);
});
