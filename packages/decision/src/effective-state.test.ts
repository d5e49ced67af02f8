import { describe, expect, test } from 'bun:test';
import {
  NO_VECTOR,
  vectorEntry,
  type AdminStateName,
  type CacheNode,
  type HealthVector,
  type NodeActivation,
  type Servers,
} from '@nearhop/contracts';
import { effectiveState, judge } from './effective-state.ts';
import { cacheNode } from './testing/records.ts';

function vectorOf(entry: number): HealthVector {
  return { number: 1, entries: Uint8Array.of(entry), publishedAtMs: 0 };
}

const UP = vectorOf(vectorEntry('up'));
const DOWN = vectorOf(vectorEntry('down'));
const FULL = vectorOf(vectorEntry('up', 0));
const UNKNOWN = vectorOf(vectorEntry('unknown'));

function said(state: AdminStateName): Partial<CacheNode> {
  return { admin: { state } };
}

const IPV4 = { address: '192.0.2.0', port: 80 };
const BOTH = { ipv4: IPV4, ipv6: { address: '2001:db8::1', port: 80 } };

function proven(servers: Servers): NodeActivation {
  return { publicKey: 'A'.repeat(43), proven: servers, at: '2026-11-22T12:00:00.000Z' };
}

describe('effectiveState', () => {
  const cases: [what: string, changes: Partial<CacheNode>, vector: HealthVector, expected: string][] = [
    [
      'no server address comes before everything',
      { servers: {}, enabled: false, activated: false },
      UP,
      'not-configured',
    ],
    [
      'disabled comes before activation and the operator',
      { enabled: false, activated: false, ...said('up') },
      UP,
      'disabled',
    ],
    ['not activated comes before the operator', { activated: false, ...said('up') }, UP, 'not-activated'],
    ['no server address that is proven', { activation: proven({}) }, UP, 'not-activated'],
    ['a proof of another port', { activation: proven({ ipv4: { ...IPV4, port: 81 } }) }, UP, 'not-activated'],
    ['a proof without activation', { activated: false, activation: proven({ ipv4: IPV4 }) }, UP, 'not-activated'],
    ['one proven address of two is enough', { servers: BOTH, activation: proven({ ipv4: IPV4 }) }, UP, 'serving'],
    ['the operator takes a healthy node down', said('down'), UP, 'down'],
    ['the operator drains a healthy node', said('drain'), UP, 'draining'],
    ['the operator drains a node that is down', said('drain'), DOWN, 'draining'],
    ['the operator’s up overrides a down verdict', said('up'), DOWN, 'serving'],
    ['the operator’s up overrides full', said('up'), FULL, 'serving'],
    ['the operator’s up overrides unknown', said('up'), UNKNOWN, 'serving'],
    ['a down verdict counts by itself', said('auto'), DOWN, 'down'],
    ['an admitted share of 0 is full', said('auto'), FULL, 'full'],
    ['an admitted share of 1 serves', said('auto'), vectorOf(vectorEntry('up', 1)), 'serving'],
    ['an up verdict serves', said('auto'), UP, 'serving'],
    ['unknown serves while no vector was ever published', said('auto'), NO_VECTOR, 'serving'],
    ['unknown is down once a vector was published', said('auto'), UNKNOWN, 'down'],
    ['a node beyond the vector’s end is unknown', { number: 9 }, UP, 'down'],
  ];
  for (const [what, changes, vector, expected] of cases) {
    test(what, () => {
      expect<string>(effectiveState({ node: cacheNode(0, changes), vector })).toBe(expected);
    });
  }

  test('an override stands in place of the operator’s word, in either direction', () => {
    const override = (state: AdminStateName) => ({ override: { state } });
    expect(judge({ node: cacheNode(0, said('down')), vector: DOWN, ...override('up') })).toEqual({
      state: 'serving',
      cause: 'override',
    });
    expect(judge({ node: cacheNode(0, said('up')), vector: UP, ...override('down') })).toEqual({
      state: 'down',
      cause: 'override',
    });
    expect(judge({ node: cacheNode(0, said('up')), vector: UP, ...override('drain') })).toEqual({
      state: 'draining',
      cause: 'override',
    });
    expect(judge({ node: cacheNode(0, said('down')), vector: UP, ...override('auto') })).toEqual({
      state: 'serving',
      cause: 'verdict',
    });
  });

  test('an override cannot make a node serve that is not configured, disabled or not activated', () => {
    const override = { state: 'up' as const };
    const state = (changes: Partial<CacheNode>) =>
      effectiveState({ node: cacheNode(0, changes), vector: UP, override });
    expect(state({ servers: {} })).toBe('not-configured');
    expect(state({ enabled: false })).toBe('disabled');
    expect(state({ activated: false })).toBe('not-activated');
  });
});
