import { isSignedBy, NodeKeyPair, proofStatement, randomSecret } from '@nearhop/auth';
import { proofAnswerSchema } from '@nearhop/contracts';
import { describe, expect, test } from 'bun:test';
import { answerProof } from './proof-responder.ts';

const keyPair = NodeKeyPair.generate();
const node = 'n_abcdefghijklmnop';
const nonce = randomSecret();
const answer = (target: string) => answerProof({ node, keyPair }, target);
const PATH = '/.well-known/nearhop-proof';

describe('answerProof', () => {
  const servers: [string, string, number][] = [
    ['203.0.113.10:80', '203.0.113.10', 80],
    ['[2001:db8::1]:8090', '2001:db8::1', 8_090],
    ['[2001:db8:0:0::1]:1', '2001:db8::1', 1],
    ['%5B2001%3Adb8%3A%3A1%5D%3A80', '2001:db8::1', 80],
  ];
  for (const [text, address, port] of servers) {
    test(`signs nonce, node and server address ${text}`, () => {
      const reply = answer(`${PATH}?nonce=${nonce}&server=${text}`);
      expect(reply?.status).toBe(200);
      const { signature } = proofAnswerSchema.parse(JSON.parse(reply?.body ?? ''));
      const statement = proofStatement({ nonce, node, server: { address, port } });
      expect(isSignedBy(keyPair.publicKey, statement, signature)).toBe(true);
      expect(reply?.body.length).toBeLessThanOrEqual(1_024);
    });
  }

  const malformed = [
    '',
    '?',
    `?nonce=${nonce}`,
    '?server=203.0.113.10:80',
    `?nonce=${nonce}&server=203.0.113.10`,
    `?nonce=${nonce}&server=203.0.113.10:0`,
    `?nonce=${nonce}&server=203.0.113.10:65536`,
    `?nonce=${nonce}&server=example.com:80`,
    `?nonce=${nonce}&server=127.1:80`,
    `?nonce=${nonce}&server=2001:db8::1:80`,
    `?nonce=${nonce}x&server=203.0.113.10:80`,
    `?nonce=${nonce}&nonce=${nonce}&server=203.0.113.10:80`,
    `?nonce=${nonce}&server=203.0.113.10:80&server=203.0.113.10:81`,
    `?nonce=${nonce}&server=203.0.113.10:80&more=1`,
    `?nonce=${nonce}&server=203.0.113.10:80?more`,
  ];
  for (const query of malformed) {
    test(`signs nothing for "${query.replaceAll(nonce, '<nonce>')}"`, () => {
      expect(answer(`${PATH}${query}`)?.status).toBe(400);
    });
  }

  test('leaves every other path to others', () => {
    for (const target of ['/', `${PATH}/`, `/x${PATH}?nonce=${nonce}`, '', `${PATH.toUpperCase()}?nonce=${nonce}`])
      expect(answer(target)).toBeUndefined();
  });
});
