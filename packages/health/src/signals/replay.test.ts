import { describe, expect, test } from 'bun:test';
import { HEALTH_POLICY } from '../verdict/health-policy.ts';
import type { Signal } from '../verdict/signal.ts';
import type { VerdictChange } from '../verdict/verdict-change.ts';
import { VerdictKeeper } from '../verdict/verdict-keeper.ts';
import { RecordedKeeper } from './recorded-keeper.ts';
import { RecordingError } from './recording-error.ts';
import { replay } from './replay.ts';

const NODES = 100;
const MONITORS = ['ams-1', 'fra-1', 'lon-1'];

/** An hour in which node 7 dies for a minute in each ten, and everything seems to die at half past. */
function* anHour(): Generator<Signal> {
  yield { kind: 'nodes', atMs: 0, facts: new Uint8Array(NODES).fill(5) };
  for (let second = 1; second <= 3_600; second++) {
    const atMs = second * 1_000 + (second % 7) / 3;
    for (const monitor of MONITORS) {
      const opinions = new Uint8Array(NODES).fill(second >= 1_800 && second < 1_830 ? 6 : 1);
      if (second % 600 < 60) opinions[7] = 2;
      yield { kind: 'opinions', atMs, monitor, sentAtMs: atMs, opinions };
    }
    const ages = Uint8Array.from({ length: NODES }, (_, node) => (second + node) % 2);
    yield { kind: 'heartbeats', atMs, sentAtMs: atMs, ages, intervalMs: 1_000 };
    yield { kind: 'tick', atMs };
  }
}

function record(atMostBytes: number) {
  const recorded = new RecordedKeeper(VerdictKeeper.start(0), atMostBytes);
  const changes: VerdictChange[] = [];
  for (const signal of anHour()) {
    if (signal.kind === 'tick') changes.push(...recorded.tick(signal.atMs).changes);
    else recorded.take(signal);
  }
  return { recording: recorded.recording(), changes };
}

describe('replay', () => {
  const { recording, changes } = record(2 ** 23);

  test('of a recorded hour gives the same verdict changes, to the event', () => {
    const replayed = replay(recording);
    expect(replayed.ticks).toBe(3_600);
    expect(replayed.changes).toEqual(changes);
    // Each of the others once; node 7 down at first and 6 times more, up 6 times.
    expect(changes.length).toBe(NODES - 1 + 13);
    expect(replayed.freezes.map(({ state }) => state.kind)).toEqual(['calm', 'holding', 'frozen', 'calm']);
  });

  test('by another policy says what would have happened', () => {
    const reckless = replay(recording, { ...HEALTH_POLICY, massLeastNodes: 1_000 });
    expect(reckless.changes.filter(({ to }) => to === 'down').length).toBe(7 + NODES - 1);
    expect(reckless.freezes.map(({ state }) => state.kind)).toEqual(['calm']);
  });

  test('of what is left of a bounded recording gives the changes of that time', () => {
    const bounded = record(200_000);
    const size = bounded.recording.reduce((sum, { length }) => sum + length, 0);
    expect(size).toBeLessThan(200_000);
    const replayed = replay(bounded.recording);
    expect(replayed.ticks).toBeLessThan(3_600);
    expect(replayed.changes.length).toBeGreaterThan(2);
    expect(replayed.changes).toEqual(changes.slice(-replayed.changes.length));
  });

  test('of an hour of 100 nodes and 3 monitors is read from less than 1.5 MB', () => {
    expect(recording.reduce((sum, { length }) => sum + length, 0)).toBeLessThan(1_500_000);
  });
});

describe('a recording that is none is refused', () => {
  const { recording } = record(2 ** 23);
  const [whole = new Uint8Array(0)] = recording;

  test('when it is foreign or of another version', () => {
    expect(() => replay([Uint8Array.of(1, 2, 3, 4, 5)])).toThrow('it must begin with "NHHS"');
    const newer = whole.slice();
    newer[4] = 2;
    expect(() => replay([newer])).toThrow('got v2 data when expected v1');
  });

  test('wherever it is cut short or damaged, by RecordingError alone', () => {
    let refused = 0;
    for (let at = 0; at < 3_000; at++) {
      const damaged = at % 2 === 0 ? whole.slice(0, at) : whole.slice(0, 6_000).fill(0xff, at, at + 9);
      try {
        replay([damaged]);
      } catch (error) {
        expect(error).toBeInstanceOf(RecordingError);
        refused++;
      }
    }
    expect(refused).toBeGreaterThan(1_500);
  });
});
