import { SQLiteError } from 'bun:sqlite';
import type { FromDrive } from '../wire/from-drive.ts';
import type { DriveSetup, FetchMessage, ToDrive } from '../wire/to-drive.ts';
import { Drive } from './drive.ts';
import { errorCode } from './drive-files.ts';
import { newTally } from './drive-tally.ts';
import { failureOf } from './fill-fault.ts';
import { FillRun } from './fill-run.ts';
import { MemorySlices } from './memory-slices.ts';
import { isUnreadable } from './open-index.ts';
import type { DriveProgram } from './run-drive.ts';
import { Troubles } from './troubles.ts';

const NOTHING = { usedBytes: 0, indexBytes: 0, objects: 0, extents: 0 };

/** A drive's Worker: what the main thread says goes to the drive and its fills, what fails ends no more than it must. */
export class DriveHost {
  readonly #program: DriveProgram;
  readonly #tell: (message: FromDrive) => void;
  readonly #memory = new MemorySlices();
  readonly #fills = new Map<number, FillRun>();
  readonly #troubles = new Troubles();
  /** Over restarts of the drive. */
  readonly #tally = newTally();
  #setup: DriveSetup | null = null;
  #drive: Drive | null = null;

  constructor(program: DriveProgram, tell: (message: FromDrive) => void) {
    this.#program = program;
    this.#tell = tell;
  }

  receive(message: ToDrive): void {
    try {
      const value = this.#act(message);
      if ('ask' in message) this.#tell({ kind: 'answer', ask: message.ask, value });
      if (message.kind === 'stop') this.#drive = null;
    } catch (error) {
      if ('ask' in message) this.#tell({ kind: 'refusal', ask: message.ask, ...failureOf(error) });
      this.#fault(error);
    }
  }

  /** What is answered, if it was a question. */
  #act(message: ToDrive): unknown {
    const drive = this.#drive;
    switch (message.kind) {
      case 'start':
        return this.#start(message.drive, message.settings);
      case 'configure':
        this.#program.configure?.(message.settings);
        break;
      case 'ping':
        break;
      case 'find':
        return drive?.find(message.key) ?? null;
      case 'open':
        return drive?.open(message.extent) ?? null;
      case 'verify':
        return drive?.verify(message.extent, message.slice, message.bytes) ?? false;
      case 'purge':
        return drive?.objects.purge(message.purge) ?? 0;
      case 'stats':
        return drive?.report ?? { ...NOTHING, counters: { ...this.#tally } };
      case 'stop':
        drive?.close();
        break;
      case 'close':
        this.#close(message.extents, message.descriptors);
        break;
      case 'lost':
        drive?.lose(message.extent);
        break;
      case 'touch':
        drive?.used(message.extents);
        break;
      case 'kept':
        drive?.room.kept(message.extents);
        break;
      case 'metadata':
        drive?.objects.setMetadata(message.object, message.metadata);
        break;
      case 'forget':
        drive?.objects.forget(message.object);
        break;
      case 'fetch':
        this.#fetch(message);
        break;
      case 'decided':
      case 'limit':
      case 'need':
      case 'end':
        this.#steer(message);
    }
    return null;
  }

  #steer(message: Extract<ToDrive, { kind: 'decided' | 'limit' | 'need' | 'end' }>): void {
    const fill = this.#fills.get(message.fill);
    if (message.kind === 'decided') fill?.decided(message.verdict);
    else if (message.kind === 'limit') fill?.limit(message.end);
    else if (message.kind === 'need') fill?.need(message.slice);
    else fill?.end(message.code, message.message);
  }

  #start(setup: DriveSetup | null, settings: unknown): unknown {
    this.#program.configure?.(settings);
    this.#setup = setup;
    if (setup === null) return { lastObject: 0 };
    this.#drive = new Drive(setup, this.#tally, {
      tell: this.#tell,
      failed: (error) => this.#fault(error),
      unreadable: (error) => this.#trouble('read', error),
    });
    return { lastObject: this.#drive.lastObject };
  }

  #fetch(order: FetchMessage): void {
    const run = new FillRun(order, {
      openSource: this.#program.openSource,
      memory: this.#memory,
      tell: this.#tell,
      drive: () => this.#drive,
      trouble: (error) => this.#trouble('write', error),
      fault: (error) => this.#fault(error),
    });
    this.#fills.set(order.fill, run);
    void run.run().finally(() => this.#fills.delete(order.fill));
  }

  #close(extents: readonly number[], descriptors: readonly number[]): void {
    for (const number of extents) this.#drive?.extents.close(number);
    this.#drive?.room.answered(extents);
    for (const descriptor of descriptors) this.#memory.close(descriptor);
  }

  /** Something went wrong with the drive, or with this program. */
  #fault(error: unknown): void {
    const directory = this.#setup?.directory ?? '';
    const { code, message } = failureOf(error);
    if (error instanceof SQLiteError || isUnreadable(error)) return this.#void(error, message);
    if (/^E[A-Z]/.test(errorCode(error))) return this.#trouble('write', error);
    this.#tell({ kind: 'event', event: { kind: 'fault', directory, message: `${code}: ${message}` } });
  }

  /** A file could not be read or written; after several the drive is left alone for a while. */
  #trouble(what: 'read' | 'write', error: unknown): void {
    const drive = this.#drive;
    if (drive === null) return;
    const code = errorCode(error);
    const message = error instanceof Error ? error.message : String(error);
    const isFull = code === 'ENOSPC' || code === 'EDQUOT';
    if (isFull) drive.tally.noSpaceErrors += 1;
    else if (what === 'read') drive.tally.readErrors += 1;
    else drive.tally.writeErrors += 1;
    drive.event({ kind: 'drive-error', directory: drive.directory, code, message });
    if (isFull || !this.#troubles.isTooMuch()) return;
    // Whoever met the error is still at work on the drive.
    queueMicrotask(() => {
      if (this.#drive === drive) this.#void(error, `too many errors, the last: ${message}`);
    });
  }

  /** The drive is given up until it is started again; an index that cannot be read is made anew then. */
  #void(error: unknown, reason: string): void {
    const drive = this.#drive;
    if (drive === null) return;
    this.#drive = null;
    for (const fill of this.#fills.values()) fill.end('DRIVE_FAILED', `The drive failed: ${reason}`);
    let state: 'failing' | 'emptied' = 'failing';
    try {
      drive.abandon();
      if (isUnreadable(error)) {
        drive.empty(reason);
        state = 'emptied';
      }
    } catch (failure) {
      const { directory } = drive;
      drive.event({ kind: 'drive-error', directory, code: errorCode(failure), message: String(failure) });
    }
    this.#tell({ kind: 'void', reason, state });
  }
}
