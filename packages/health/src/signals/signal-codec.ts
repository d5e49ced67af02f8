import type { Signal } from '../verdict/signal.ts';
import type { ByteReader } from './byte-reader.ts';
import { readPatch, writePatch } from './byte-row-patch.ts';
import type { ByteWriter } from './byte-writer.ts';
import { RecordingError } from './recording-error.ts';

const KINDS = ['nodes', 'opinions', 'heartbeats', 'loads', 'references', 'beacon', 'vector', 'tick'] as const;
const OUTCOMES = ['failed', 'fetched'] as const;
const OLDEST_AGE_SECONDS = 254;
const NO_ROW = new Uint8Array(0);

/**
 * Signals as bytes, each row as its difference from the one before, so that an hour in which nothing happens is small. Writer and
 * reader go through the same signals from the same beginning, each with a codec of its own.
 */
export class SignalCodec {
  /** The last row of each kind and writer. */
  readonly #rows = new Map<string, Uint8Array>();
  #heartbeatsSentAtMs = NaN;

  write(writer: ByteWriter, signal: Signal): void {
    writer.byte(KINDS.indexOf(signal.kind));
    writer.double(signal.atMs);
    switch (signal.kind) {
      case 'tick':
        return;
      case 'nodes':
        return this.#writeRow(writer, 'nodes', signal.facts);
      case 'loads':
        return this.#writeRow(writer, 'loads', signal.loads);
      case 'opinions':
        writer.text(signal.monitor);
        writer.double(signal.sentAtMs);
        return this.#writeRow(writer, `opinions ${signal.monitor}`, signal.opinions);
      case 'heartbeats':
        writer.double(signal.sentAtMs);
        writer.count(signal.intervalMs);
        writePatch(writer, signal.ages, this.#agesLater(signal.sentAtMs));
        return this.#keepAges(signal.ages, signal.sentAtMs);
      case 'references':
        writer.count(signal.failing);
        return writer.count(signal.total);
      case 'beacon':
        writer.count(signal.node);
        writer.count(signal.network);
        return writer.byte(OUTCOMES.indexOf(signal.outcome));
      case 'vector':
        writer.count(signal.number);
        return this.#writeRow(writer, 'vector', signal.entries);
    }
  }

  read(reader: ByteReader): Signal {
    const kind = KINDS[reader.byte()];
    if (kind === undefined) throw new RecordingError('Cannot read the recording: a signal is of no known kind');
    const atMs = reader.double();
    switch (kind) {
      case 'nodes':
        return { kind, atMs, facts: this.#readRow(reader, 'nodes') };
      case 'loads':
        return { kind, atMs, loads: this.#readRow(reader, 'loads') };
      case 'opinions': {
        const monitor = reader.text();
        const sentAtMs = reader.double();
        return { kind, atMs, monitor, sentAtMs, opinions: this.#readRow(reader, `opinions ${monitor}`) };
      }
      case 'heartbeats': {
        const sentAtMs = reader.double();
        const intervalMs = reader.count();
        const ages = readPatch(reader, this.#agesLater(sentAtMs));
        this.#keepAges(ages, sentAtMs);
        return { kind, atMs, sentAtMs, ages, intervalMs };
      }
      case 'references':
        return { kind, atMs, failing: reader.count(), total: reader.count() };
      case 'beacon': {
        const node = reader.count();
        const network = reader.count();
        const outcome = OUTCOMES[reader.byte()];
        if (outcome === undefined) throw new RecordingError('Cannot read the recording: a beacon has no known outcome');
        return { kind, atMs, node, network, outcome };
      }
      case 'vector':
        return { kind, atMs, number: reader.count(), entries: this.#readRow(reader, 'vector') };
      case 'tick':
        break;
    }
    return { kind, atMs };
  }

  #writeRow(writer: ByteWriter, name: string, row: Uint8Array): void {
    const last = this.#rows.get(name) ?? NO_ROW;
    writePatch(writer, row, (place) => last[place] ?? 0);
    this.#rows.set(name, row.slice());
  }

  #readRow(reader: ByteReader, name: string): Uint8Array {
    const last = this.#rows.get(name) ?? NO_ROW;
    const row = readPatch(reader, (place) => last[place] ?? 0);
    this.#rows.set(name, row);
    return row;
  }

  /** Ages as they would be by now, had nobody sent a heartbeat since. */
  #agesLater(sentAtMs: number): (place: number) => number {
    const last = this.#rows.get('ages') ?? NO_ROW;
    const seconds = Math.round((sentAtMs - this.#heartbeatsSentAtMs) / 1_000) || 0;
    return (place) => {
      const age = last[place] ?? 255;
      return age > OLDEST_AGE_SECONDS ? age : Math.max(0, Math.min(age + seconds, OLDEST_AGE_SECONDS));
    };
  }

  #keepAges(ages: Uint8Array, sentAtMs: number): void {
    this.#rows.set('ages', ages.slice());
    this.#heartbeatsSentAtMs = sentAtMs;
  }
}
