import { expect, test } from 'bun:test';
import { Fleet } from '../testing/fleet.ts';
import { HEALTH_POLICY } from '../verdict/health-policy.ts';
import type { VerdictKeeper } from '../verdict/verdict-keeper.ts';
import { ByteReader } from './byte-reader.ts';
import { ByteWriter } from './byte-writer.ts';
import { readCheckpoint, writeCheckpoint } from './checkpoint.ts';

/** A fleet with something in every part that a checkpoint holds. */
function eventfulFleet(): Fleet {
  const fleet = new Fleet({ nodes: 10 });
  fleet.keeper.take({ kind: 'loads', atMs: fleet.nowMs, loads: Uint8Array.of(120) });
  fleet.say('refused', [9]);
  fleet.run(2);
  fleet.say('up', [9]);
  fleet.run(2);
  fleet.keeper.take({ kind: 'references', atMs: fleet.nowMs, failing: 1, total: 2 });
  fleet.say('silence', [8]);
  fleet.run(1);
  for (const [node, network] of [
    [8, 1],
    [8, 2],
    [8, 0xffff_ffff],
    [2, 1],
  ] as const) {
    fleet.keeper.take({ kind: 'beacon', atMs: fleet.nowMs, node, network, outcome: 'failed' });
  }
  fleet.say('silence', [0, 1, 2, 3, 4, 5]);
  fleet.run(4);
  return fleet;
}

function bytesOf(keeper: VerdictKeeper): Uint8Array {
  const writer = new ByteWriter();
  writeCheckpoint(writer, keeper.parts);
  return writer.finished();
}

test('a keeper read from a checkpoint knows all that was written', () => {
  const { keeper } = eventfulFleet();
  const { parts } = keeper;
  expect(parts.hasRestored).toBe(true);
  expect([parts.columns.heldSinceMs, parts.columns.wentDownAtMs, parts.shares.startedAtMs].every(hasNumber)).toBe(true);
  expect([...parts.freeze.sinceMs.keys()]).toEqual(['heartbeats']);
  const bytes = bytesOf(keeper);
  expect(bytesOf(readCheckpoint(new ByteReader(bytes), HEALTH_POLICY))).toEqual(bytes);
});

test('a keeper read from a checkpoint goes on as the one that was written', () => {
  const fleet = eventfulFleet();
  const copy = readCheckpoint(new ByteReader(bytesOf(fleet.keeper)), HEALTH_POLICY);
  for (let second = 1; second <= 80; second++) {
    const atMs = fleet.nowMs + 1_000 * second;
    const [live, replayed] = [fleet.keeper, copy].map((keeper) => {
      keeper.take({ kind: 'opinions', atMs, monitor: 'ams-1', sentAtMs: atMs, opinions: new Uint8Array(10).fill(6) });
      return keeper.tick(atMs);
    });
    expect(replayed).toEqual(live);
  }
});

function hasNumber(instants: Float64Array): boolean {
  return instants.some((instant) => !Number.isNaN(instant));
}
