import type { RouteAnswer } from '@nearhop/contracts';
import { describe, expect, test } from 'bun:test';
import { createColors } from 'picocolors';
import { answerLine } from './answer-line.ts';

const plain = createColors(false);
const matched: RouteAnswer = {
  client: '127.0.1.5',
  decision: 'node',
  reason: 'matched',
  caches: [{ node: 'Seattle-1', address: '203.0.113.10', port: 80, backup: false }],
  ttlSeconds: 300,
  revision: 12,
  health: 0,
};

describe('answerLine', () => {
  test('names the node, where it is, why, and what the answer follows from', () => {
    expect(answerLine(matched, plain)).toBe('127.0.1.5 → Seattle-1 203.0.113.10:80 (matched, revision 12, health 0)');
  });

  test('names several caches in the order to try, backups as such and IPv6 in brackets', () => {
    const caches = [...matched.caches, { node: 'Olympia-1', address: '2001:db8::1', port: 8090, backup: true }];
    expect(answerLine({ ...matched, caches }, plain)).toStartWith(
      '127.0.1.5 → Seattle-1 203.0.113.10:80, then Olympia-1 [2001:db8::1]:8090 as backup (',
    );
  });

  test('says CDN with the reason', () => {
    expect(
      answerLine({ ...matched, client: '127.77.7.7', decision: 'cdn', reason: 'no-match', caches: [] }, plain),
    ).toBe('127.77.7.7 → CDN (no-match)');
  });

  test('says so when the client could not be read', () => {
    const answer: RouteAnswer = { ...matched, client: null, decision: 'cdn', reason: 'bad-client-address', caches: [] };
    expect(answerLine(answer, plain)).toBe('unreadable client → CDN (bad-client-address)');
  });
});
