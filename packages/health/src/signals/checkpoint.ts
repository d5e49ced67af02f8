import type { BeaconWitness } from '../verdict/beacon-witness.ts';
import { Freeze, FREEZE_REASONS } from '../verdict/freeze.ts';
import type { HealthPolicy } from '../verdict/health-policy.ts';
import { HeartbeatAges } from '../verdict/heartbeat-ages.ts';
import { RenewedRow } from '../verdict/renewed-row.ts';
import type { KeeperParts } from '../verdict/keeper-parts.ts';
import { VerdictKeeper } from '../verdict/verdict-keeper.ts';
import type { ByteReader } from './byte-reader.ts';
import type { ByteWriter } from './byte-writer.ts';
import { RecordingError } from './recording-error.ts';

/** Writes all that a keeper knows, so that a recording may begin in the middle of a life. */
export function writeCheckpoint(writer: ByteWriter, parts: Readonly<KeeperParts>): void {
  const { columns, shares, heartbeats, references } = parts;
  writer.bytes(columns.facts);
  writer.bytes(columns.verdicts);
  writer.sparse(columns.wentDownAtMs);
  writer.sparse(columns.heldSinceMs);
  writer.sparse(shares.startedAtMs);
  writer.bytes(shares.isFull);
  writer.count(parts.roster.known.size);
  for (const { name, row, opinions } of parts.roster.known.values()) {
    writer.text(name);
    writeRow(writer, row);
    writer.bytes(opinions);
  }
  writer.byte(heartbeats.row === undefined ? 0 : 1);
  if (heartbeats.row !== undefined) {
    writeRow(writer, heartbeats.row);
    writer.bytes(heartbeats.ages);
    writer.count(heartbeats.intervalMs);
  }
  const failures = [...parts.beacons.failures()].sort((one, other) => one.failedAtMs - other.failedAtMs);
  writer.count(failures.length);
  for (const { node, network, failedAtMs } of failures) {
    writer.count(node);
    writer.count(network);
    writer.double(failedAtMs);
  }
  for (const reason of FREEZE_REASONS) writer.double(parts.freeze.sinceMs.get(reason) ?? NaN);
  writer.count(references.failing);
  writer.count(references.total);
  writer.byte(parts.hasRestored ? 1 : 0);
  writer.byte(parts.isPublishable ? 1 : 0);
  writer.double(parts.firstOpinionMs);
}

/** A keeper that goes on from a checkpoint, by this policy. */
export function readCheckpoint(reader: ByteReader, policy: HealthPolicy): VerdictKeeper {
  const keeper = VerdictKeeper.start(0, undefined, policy);
  const parts = { ...keeper.parts };
  const { columns, shares, roster } = parts;
  const facts = reader.bytes();
  columns.reserve(facts.length);
  columns.facts.set(facts);
  fill(columns.verdicts, reader.bytes());
  fill(columns.wentDownAtMs, reader.sparse());
  fill(columns.heldSinceMs, reader.sparse());
  shares.reserve(facts.length);
  fill(shares.startedAtMs, reader.sparse());
  fill(shares.isFull, reader.bytes());
  for (let left = reader.rows(); left > 0; left--) {
    roster.add({ name: reader.text(), row: readRow(reader), opinions: reader.bytes() });
  }
  if (reader.byte() === 1) {
    const row = readRow(reader);
    parts.heartbeats = new HeartbeatAges(policy, reader.bytes(), reader.count(), row);
  }
  readBeacons(reader, parts.beacons, columns.length);
  const sinceMs = FREEZE_REASONS.map((reason) => [reason, reader.double()] as const);
  parts.freeze = new Freeze(
    policy,
    sinceMs.filter(([, since]) => !Number.isNaN(since)),
  );
  parts.references = { failing: reader.count(), total: reader.count() };
  parts.hasRestored = reader.byte() === 1;
  parts.isPublishable = reader.byte() === 1;
  parts.firstOpinionMs = reader.double();
  return new VerdictKeeper(parts);
}

function writeRow(writer: ByteWriter, row: RenewedRow): void {
  writer.double(row.sentAtMs);
  writer.double(row.firstSeenMs);
  writer.double(row.renewedAtMs);
}

function readRow(reader: ByteReader): RenewedRow {
  return new RenewedRow(reader.double(), reader.double(), reader.double());
}

function readBeacons(reader: ByteReader, beacons: BeaconWitness, nodes: number): void {
  for (let left = reader.count(); left > 0; left--) {
    const node = reader.count();
    if (node >= nodes) throw new RecordingError(`Cannot read the recording: there is no node ${node} of ${nodes}`);
    beacons.record(node, reader.count(), 'failed', reader.double());
  }
}

function fill<Column extends Uint8Array | Float64Array>(column: Column, from: Column): void {
  if (column.length !== from.length) {
    throw new RecordingError(
      `Cannot read the recording: a column must have ${column.length} rows: received ${from.length}`,
    );
  }
  column.set(from);
}
