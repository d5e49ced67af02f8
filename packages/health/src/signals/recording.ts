import type { HealthPolicy } from '../verdict/health-policy.ts';
import type { Signal } from '../verdict/signal.ts';
import type { VerdictKeeper } from '../verdict/verdict-keeper.ts';
import { ByteReader } from './byte-reader.ts';
import { ByteWriter } from './byte-writer.ts';
import { readCheckpoint, writeCheckpoint } from './checkpoint.ts';
import { policyOfText, policyText } from './recorded-policy.ts';
import { RecordingError } from './recording-error.ts';
import { SignalCodec } from './signal-codec.ts';

const MAGIC = new TextEncoder().encode('NHHS');
const VERSION = 1;

/** Part of a recording, which may be read by itself: a checkpoint and the signals since. */
export class SegmentWriter {
  readonly #writer = new ByteWriter();
  readonly #codec = new SignalCodec();

  constructor(keeper: VerdictKeeper) {
    this.#writer.raw(MAGIC);
    this.#writer.byte(VERSION);
    this.#writer.text(policyText(keeper.parts.policy));
    writeCheckpoint(this.#writer, keeper.parts);
  }

  get sizeBytes(): number {
    return this.#writer.length;
  }

  add(signal: Signal): void {
    this.#codec.write(this.#writer, signal);
  }

  finished(): Uint8Array {
    return this.#writer.finished();
  }
}

export interface Segment {
  readonly recordedPolicy: HealthPolicy;
  /** A keeper as it was at the segment's beginning, by the policy given. */
  keeper(policy: HealthPolicy): VerdictKeeper;
  signals(): Generator<Signal>;
}

export function openSegment(bytes: Uint8Array): Segment {
  const { reader, recordedPolicy } = header(bytes);
  const begin = (policy: HealthPolicy) => {
    const again = header(bytes).reader;
    return { keeper: readCheckpoint(again, policy), reader: again };
  };
  readCheckpoint(reader, recordedPolicy);
  return {
    recordedPolicy,
    keeper: (policy) => begin(policy).keeper,
    *signals() {
      const { reader: rest } = begin(recordedPolicy);
      const codec = new SignalCodec();
      while (!rest.isAtEnd) yield codec.read(rest);
    },
  };
}

function header(bytes: Uint8Array): { reader: ByteReader; recordedPolicy: HealthPolicy } {
  const reader = new ByteReader(bytes);
  if (bytes.length < 5 || MAGIC.some((byte, at) => bytes[at] !== byte)) {
    throw new RecordingError('Cannot read the recording: it must begin with "NHHS"');
  }
  reader.raw(MAGIC.length);
  const version = reader.byte();
  if (version !== VERSION) {
    throw new RecordingError(`Cannot read the recording: got v${version} data when expected v${VERSION}`);
  }
  return { reader, recordedPolicy: policyOfText(reader.text()) };
}
