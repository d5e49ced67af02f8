import { describe, expect, test } from 'bun:test';
import { newSealingKey, openText, sealText } from './sealed-text.ts';
import { newWebhookSecret, webhookSignature } from './webhook-signatures.ts';

describe('webhookSignature', () => {
  test('signs as the example of the Standard Webhooks libraries', () => {
    const signed = {
      id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      timestampSeconds: 1_614_265_330,
      body: '{"test": 2432232314}',
    };
    expect(webhookSignature('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', signed)).toBe(
      'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    );
  });

  test('takes its own secrets, each another, and nothing else', () => {
    const [one, other] = [newWebhookSecret(), newWebhookSecret()];
    const signed = { id: 'msg_1', timestampSeconds: 1, body: '{}' };
    expect(one).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(webhookSignature(one, signed)).not.toBe(webhookSignature(other, signed));
    expect(() => webhookSignature(one.slice(6), signed)).toThrow(RangeError);
  });
});

describe('sealText', () => {
  const key = newSealingKey();

  test('opens with the key and the purpose that it was sealed with, and no other', () => {
    const sealed = sealText(key, 'webhook|wh_1', 'whsec_x');
    expect(openText(key, 'webhook|wh_1', sealed)).toBe('whsec_x');
    expect(openText(key, 'webhook|wh_2', sealed)).toBeUndefined();
    expect(openText(newSealingKey(), 'webhook|wh_1', sealed)).toBeUndefined();
    for (const broken of ['', 'x', sealed.slice(0, -4), `A${sealed.slice(1)}B`])
      expect(openText(key, 'webhook|wh_1', broken)).toBeUndefined();
  });

  test('never seals the same text to the same', () => {
    expect(sealText(key, 'p', 'text')).not.toBe(sealText(key, 'p', 'text'));
  });
});
