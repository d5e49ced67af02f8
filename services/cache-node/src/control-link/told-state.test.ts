import type { KeptAnswer } from '@nearhop/node-link';
import { describe, expect, test } from 'bun:test';
import { toldState } from './told-state.ts';

const OWN = { publicKey: 'own', limits: { maxEgressBytesPerSecond: null }, realm: 'production' } as const;
const ANSWER: KeptAnswer = {
  enabled: true,
  adminState: 'auto',
  activated: true,
  servers: {},
  proven: {},
  provenBy: 'own',
  limits: {},
  originsVersion: '0123456789abcdef',
  origins: [{ host: 'download.example.com', scheme: 'http', port: 80 }],
  nextIntervalMs: 1_000,
  renewCredential: false,
  duplicate: false,
};
const { provenBy: _proven, ...VOUCHED } = ANSWER;

describe('toldState', () => {
  test.each([
    ['its own key proved the address', ANSWER, true],
    ['an administrator vouches for it', VOUCHED, true],
    ["another installation's key proved the address", { ...ANSWER, provenBy: 'other' }, false],
    ['nobody proved anything', { ...VOUCHED, activated: false }, false],
  ])('is activated or not when %s', (_case, answer, activated) => {
    expect(toldState(answer, OWN).activated).toBe(activated);
  });

  test.each([
    [null, undefined, null],
    [null, 8, 1_000_000],
    [500_000, undefined, 500_000],
    [500_000, 8, 500_000],
    [2_000_000, 8, 1_000_000],
  ])('of an own limit of %p and one of %p Mbit/s takes the lower', (own, maxEgressMbps, expected) => {
    const limits = maxEgressMbps === undefined ? {} : { maxEgressMbps };
    const told = toldState({ ...ANSWER, limits }, { ...OWN, limits: { maxEgressBytesPerSecond: own } });
    expect(told.limits.maxEgressBytesPerSecond).toBe(expected);
  });

  test('leaves out origins that pass on all headers, but in a lab', () => {
    const open = { host: 'open.example.com', scheme: 'http', port: 80, requestHeaders: ['*'] } as const;
    const answer: KeptAnswer = { ...ANSWER, origins: [...ANSWER.origins, { ...open, requestHeaders: ['*'] }] };
    expect(toldState(answer, OWN).origins.map(({ host }) => host)).toEqual(['download.example.com']);
    expect(toldState(answer, { ...OWN, realm: 'lab' }).origins).toHaveLength(2);
  });
});
