import { beforeEach, describe, expect, test } from 'bun:test';
import type { CacheChoice, RouteAnswer } from '@nearhop/contracts';
import { Address } from '@nearhop/ip';
import type { Question } from '../attack/question.ts';
import { WorldHistory } from '../oracle/world-history.ts';
import { claimWrite, nodeWrite, testNode } from '../testing/records.ts';
import { Judge } from './judge.ts';
import type { Verdict } from './verdict.ts';

const [one, two] = [testNode(1), testNode(2)];
const cache = (number: number): CacheChoice => ({
  node: `node-${number}`,
  address: `203.0.113.${number}`,
  port: 80,
  backup: false,
});
const right: RouteAnswer = {
  client: '10.0.0.1',
  decision: 'node',
  reason: 'matched',
  caches: [cache(1)],
  ttlSeconds: 300,
  revision: 10,
  health: 0,
};
const question: Question = {
  number: 3,
  client: Address.parse('10.0.0.1'),
  clientText: '10.0.0.1',
  dueMs: 0,
  sentMs: 0,
};

let history: WorldHistory;
let verdicts: Verdict[];
let judge: Judge;

beforeEach(() => {
  history = new WorldHistory({ allowsClient: () => true });
  const load = history.load(10);
  load.add([nodeWrite(one), nodeWrite(two), claimWrite('10.0.0.0/8', one)]);
  load.done();
  verdicts = [];
  judge = new Judge(history, (verdict) => void verdicts.push(verdict));
});

function verdictOf(answer: Partial<RouteAnswer>): string {
  judge.judge(question, { ...right, ...answer }, 7);
  const verdict = verdicts.at(-1);
  return verdict?.kind === 'wrong' ? `wrong ${verdict.example.differs}` : (verdict?.kind ?? 'waits');
}

describe('Judge.judge', () => {
  test('finds the right answer right', () => {
    expect(verdictOf({})).toBe('right');
  });

  test.each<[member: string, fault: Partial<RouteAnswer>]>([
    ['client', { client: '10.0.0.2' }],
    ['client', { client: null }],
    ['decision', { decision: 'cdn', reason: 'node-down', caches: [] }],
    ['reason', { reason: 'backup' }],
    ['caches', { caches: [] }],
    ['caches', { caches: [cache(2)] }],
    ['caches', { caches: [cache(1), cache(2)] }],
    ['caches', { caches: [{ ...cache(1), port: 81 }] }],
    ['caches', { caches: [{ ...cache(1), backup: true }] }],
    ['caches', { caches: [{ ...cache(1), address: '203.0.113.2' }] }],
  ])('finds a planted fault in %s', (member, fault) => {
    expect(verdictOf(fault)).toBe(`wrong ${member}`);
  });

  test('tells everything about a wrong answer', () => {
    verdictOf({ caches: [cache(2)] });
    expect(verdicts[0]).toEqual({
      kind: 'wrong',
      example: {
        number: 3,
        atMs: 7,
        differs: 'caches',
        client: '10.0.0.1',
        said: { ...right, caches: [cache(2)] },
        expected: { decision: 'node', reason: 'matched', caches: [cache(1)] },
      },
    });
  });

  test("holds an answer against its own revision's world", () => {
    history.apply(11, [claimWrite('10.0.0.0/8', one, 'gone'), claimWrite('10.0.0.0/8', two)]);
    expect(verdictOf({ revision: 10 })).toBe('right');
    expect(verdictOf({ revision: 11 })).toBe('wrong caches');
    expect(verdictOf({ revision: 11, caches: [cache(2)] })).toBe('right');
  });

  test('lets an answer that is ahead wait for the history', () => {
    expect(verdictOf({ revision: 11, caches: [cache(2)] })).toBe('waits');
    judge.settle(100);
    expect([judge.waiting, verdicts.length]).toEqual([1, 0]);
    history.apply(11, [claimWrite('10.0.0.0/8', one, 'gone'), claimWrite('10.0.0.0/8', two)]);
    judge.settle(101);
    expect(verdicts).toEqual([{ kind: 'right' }]);
    expect(judge.waiting).toBe(0);
  });

  test('gives up an answer for which the history does not come', () => {
    verdictOf({ health: 1 });
    judge.settle(6_000);
    expect(verdicts).toEqual([{ kind: 'unjudged', why: 'ahead' }]);
  });

  test('does not judge what is forgotten, nor by a vector that was passed over', () => {
    expect(verdictOf({ revision: 9 })).toBe('unjudged');
    history.publish({ number: 2, entries: new Uint8Array(3), publishedAtMs: 0 });
    verdictOf({ health: 1 });
    expect(verdicts).toEqual([
      { kind: 'unjudged', why: 'forgotten' },
      { kind: 'unjudged', why: 'skipped' },
    ]);
  });

  test('finds an answer wrong that names a revision that never was', () => {
    history.apply(20, []);
    expect(verdictOf({ revision: 15 })).toBe('wrong revision');
  });
});
