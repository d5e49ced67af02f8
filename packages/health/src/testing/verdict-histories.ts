import * as fc from 'fast-check';
import { opinionByte } from '../opinion/opinion-byte.ts';
import { RecordedKeeper } from '../signals/recorded-keeper.ts';
import { replay } from '../signals/replay.ts';
import { HEALTH_POLICY } from '../verdict/health-policy.ts';
import { HAS_IPV4, HAS_IPV6, IN_SERVICE } from '../verdict/node-facts.ts';
import type { Signal } from '../verdict/signal.ts';
import type { VerdictChange } from '../verdict/verdict-change.ts';
import { VerdictKeeper } from '../verdict/verdict-keeper.ts';
import type { HistoriesRun, HistoriesSeen } from './histories-run.ts';
import { VerdictReferee } from './verdict-referee.ts';

const NODES = 6;
const MONITORS = ['fra-1', 'ams-1', 'lon-1', 'par-1'];
/** Few enough that most histories lose segments. */
const RECORDING_BYTES = 16_000;

/** Some seconds in which the world stays as it is. */
interface Scene {
  readonly seconds: number;
  /** What all monitors see of each node, and what a monitor of its own mind sees. */
  readonly truth: readonly number[];
  readonly odd: readonly number[];
  readonly oddMonitor: number;
  /** Monitors that write, and nodes whose heartbeats arrive: bits. */
  readonly writing: number;
  readonly beating: number;
  readonly isControlWriting: boolean;
  readonly referencesFailing: number;
  readonly facts: number;
  readonly beacons: readonly {
    readonly node: number;
    readonly network: number;
    readonly outcome: 'failed' | 'fetched';
  }[];
}

const BYTES = [
  opinionByte('up', 'unknown'),
  opinionByte('up', 'up'),
  opinionByte('refused', 'unknown'),
  opinionByte('silence', 'silence'),
  opinionByte('up', 'server-error'),
  opinionByte('unknown', 'unknown'),
];
const [UP4, UP, REFUSED, SILENT] = BYTES as [number, number, number, number];

const rowOfBytes = fc.oneof(
  fc.constantFrom(UP4, UP, REFUSED, SILENT).map((byte) => Array.from({ length: NODES }, () => byte)),
  fc.array(fc.constantFrom(UP, UP4, ...BYTES), { minLength: NODES, maxLength: NODES }),
);
const mostly = (usual: number, most: number) => fc.oneof(fc.constant(usual), fc.integer({ min: 0, max: most }));

const scene: fc.Arbitrary<Scene> = fc.record({
  seconds: fc.oneof(
    { weight: 4, arbitrary: fc.integer({ min: 1, max: 12 }) },
    { weight: 1, arbitrary: fc.constant(70) },
  ),
  truth: rowOfBytes,
  odd: rowOfBytes,
  oddMonitor: fc.integer({ min: 0, max: MONITORS.length }),
  writing: mostly(15, 15),
  beating: mostly(2 ** NODES - 1, 2 ** NODES - 1),
  isControlWriting: fc.boolean(),
  referencesFailing: mostly(0, 2),
  facts: mostly(0, NODES),
  beacons: fc.array(
    fc.record({
      node: fc.integer({ min: 0, max: NODES - 1 }),
      network: fc.integer({ min: 0, max: 4 }),
      outcome: fc.constantFrom('failed' as const, 'failed' as const, 'fetched' as const),
    }),
    { maxLength: 6 },
  ),
});

/**
 * Whatever monitors, heartbeats, references and devices say: verdicts change by the rules alone, going up is never frozen, nothing
 * is frozen for more than 60 s, and what was recorded replays to the event.
 */
export function verdictHistories({ runs, seed }: HistoriesRun): HistoriesSeen {
  const seen: Record<string, number> = { histories: 0, replayedChanges: 0, replaysOfATail: 0 };
  const property = fc.property(fc.array(scene, { minLength: 1, maxLength: 8 }), (scenes) => {
    const keeper = VerdictKeeper.start(0);
    const recorded = new RecordedKeeper(keeper, RECORDING_BYTES);
    const referee = new VerdictReferee(HEALTH_POLICY);
    const changes: VerdictChange[] = [];
    for (const signal of signalsOf(scenes)) {
      referee.take(signal);
      if (signal.kind !== 'tick') {
        recorded.take(signal);
        continue;
      }
      const judged = recorded.tick(signal.atMs);
      referee.tick(judged, keeper, signal.atMs);
      changes.push(...judged.changes);
    }
    const recording = recorded.recording();
    const replayed = replay(recording);
    const tail = replayed.changes.length === 0 ? [] : changes.slice(-replayed.changes.length);
    if (!Bun.deepEquals(tail, replayed.changes)) throw new Error('the replay differs from what was live');
    if (replayed.ticks === referee.seen.ticks && tail.length < changes.length)
      throw new Error('the replay lacks changes');
    seen['histories'] = (seen['histories'] ?? 0) + 1;
    seen['replayedChanges'] = (seen['replayedChanges'] ?? 0) + tail.length;
    if (replayed.ticks < referee.seen.ticks) seen['replaysOfATail'] = (seen['replaysOfATail'] ?? 0) + 1;
    for (const [name, count] of Object.entries(referee.seen)) seen[name] = (seen[name] ?? 0) + count;
    if (referee.wrong.length > 0) throw new Error(referee.wrong.slice(0, 3).join('; '));
  });
  fc.assert(property, { numRuns: runs, seed });
  return seen;
}

function* signalsOf(scenes: readonly Scene[]): Generator<Signal> {
  let atMs = 0;
  for (const scene of scenes) {
    const usual = HAS_IPV4 | HAS_IPV6 | IN_SERVICE;
    const facts = Uint8Array.from({ length: NODES }, (_, node) => (node + 1 === scene.facts ? (atMs % 3) * 2 : usual));
    yield { kind: 'nodes', atMs, facts };
    yield { kind: 'references', atMs, failing: scene.referencesFailing, total: 2 };
    for (const beacon of scene.beacons) yield { kind: 'beacon', atMs, ...beacon };
    for (let second = 0; second < scene.seconds; second++) {
      atMs += 1_000;
      for (const [place, monitor] of MONITORS.entries()) {
        if (((scene.writing >>> place) & 1) === 0) continue;
        const opinions = Uint8Array.from(place === scene.oddMonitor ? scene.odd : scene.truth);
        yield { kind: 'opinions', atMs, monitor, sentAtMs: atMs, opinions };
      }
      if (scene.isControlWriting) {
        const ages = Uint8Array.from({ length: NODES }, (_, node) => ((scene.beating >>> node) & 1 ? 0 : second));
        yield { kind: 'heartbeats', atMs, sentAtMs: atMs, ages, intervalMs: 1_000 };
      }
      yield { kind: 'tick', atMs };
    }
  }
}
