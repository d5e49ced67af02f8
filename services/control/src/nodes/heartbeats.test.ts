import { describe, expect, test } from 'bun:test';
import { heartbeat } from '../testing/answering-node.ts';
import { intervalMs } from './heartbeat-answer.ts';
import { Heartbeats } from './heartbeats.ts';

const NODE = 'n_aaaaaaaaaaaaaaaa';
const [ONE, OTHER] = ['instance-1111111111', 'instance-2222222222'];

function takeFrom(heartbeats: Heartbeats, instance: string, sequence: number, nowMs: number) {
  return heartbeats.take(heartbeat(NODE, { instance, sequence }), 3, nowMs);
}

describe('Heartbeats', () => {
  test('gives ages in seconds by number, 255 for none and 254 for whatever is older', () => {
    const heartbeats = new Heartbeats();
    expect(heartbeats.ages(0)).toHaveLength(0);
    takeFrom(heartbeats, ONE, 1, 0);
    expect([...heartbeats.ages(1_999)]).toEqual([255, 255, 255, 1]);
    expect(heartbeats.ages(10_000_000)[3]).toBe(254);
    heartbeats.forget(NODE);
    expect(heartbeats.ages(0)).toHaveLength(0);
  });

  test('takes a heartbeat that was seen before as no sign of life', () => {
    const heartbeats = new Heartbeats();
    takeFrom(heartbeats, ONE, 5, 0);
    for (const sequence of [5, 4, 1]) expect(takeFrom(heartbeats, ONE, sequence, 9_000)).toBe('stale');
    takeFrom(heartbeats, OTHER, 1, 9_000);
    expect(takeFrom(heartbeats, ONE, 5, 9_500)).toBe('stale');
    expect(heartbeats.ages(10_000)[3]).toBe(1);
    expect(heartbeats.last(NODE, 10_000)?.liveInstances).toBe(1);
  });

  test('flags two that alternate, and no longer than a minute after they did', () => {
    const heartbeats = new Heartbeats();
    expect(takeFrom(heartbeats, ONE, 1, 0)).toBe('taken');
    expect(takeFrom(heartbeats, OTHER, 1, 1_000)).toBe('taken');
    expect(takeFrom(heartbeats, ONE, 2, 2_000)).toBe('duplicate');
    expect(heartbeats.counts(2_000)).toEqual({ beating: 1, duplicate: 1 });
    expect(heartbeats.last(NODE, 2_000)?.liveInstances).toBe(2);
    expect(takeFrom(heartbeats, ONE, 3, 61_999)).toBe('duplicate');
    expect(takeFrom(heartbeats, ONE, 4, 62_000)).toBe('taken');
    expect(heartbeats.counts(62_000)).toEqual({ beating: 1, duplicate: 0 });
  });

  test('does not flag a node that starts anew again and again, nor remember all of it', () => {
    const heartbeats = new Heartbeats();
    for (let start = 0; start < 1_000; start++) {
      const instance = `instance-${String(start).padStart(10, '0')}`;
      expect(takeFrom(heartbeats, instance, 1, start)).toBe('taken');
      expect(takeFrom(heartbeats, instance, 2, start)).toBe('taken');
    }
  });

  test('counts nodes that beat within half a minute', () => {
    const heartbeats = new Heartbeats();
    takeFrom(heartbeats, ONE, 1, 0);
    expect([heartbeats.counts(29_999).beating, heartbeats.counts(30_000).beating]).toEqual([1, 0]);
  });
});

describe('intervalMs', () => {
  test('lets all nodes together send at most a thousand heartbeats a second, between 1 and 10 seconds', () => {
    expect([0, 1, 1_000, 1_001, 5_000, 10_000, 50_000].map(intervalMs)).toEqual([
      1_000, 1_000, 1_000, 1_001, 5_000, 10_000, 10_000,
    ]);
  });
});
