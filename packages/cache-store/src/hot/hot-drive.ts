import { newTally } from '../drive/drive-tally.ts';
import type { Purge } from '../purge.ts';
import type { DriveSetting, StoreEvent, StoreLimits } from '../store-options.ts';
import type { DriveStats } from '../store-stats.ts';
import type { Refill } from '../stored-object.ts';
import type { DriveReport, Found, Started } from '../wire/from-drive.ts';
import type { ToDrive } from '../wire/to-drive.ts';
import { DriveLink, type Question, type Telling } from './drive-link.ts';
import type { DriveWay } from './drive-way.ts';
import type { Fill } from './fill.ts';
import { HotFiles } from './hot-files.ts';
import { HotFills } from './hot-fills.ts';
import type { HotIndex } from './hot-index.ts';
import type { HotObject } from './hot-object.ts';
import { HotObjects } from './hot-objects.ts';
import type { IdleFiles } from './idle-files.ts';
import { refillVerdict } from './verdicts.ts';

export interface HotDriveOptions {
  /** Null: the Worker that only passes. */
  readonly setting: DriveSetting | null;
  readonly workerModule: URL;
  readonly settings: unknown;
  readonly limits: StoreLimits;
}

export interface HotDriveDependencies {
  readonly index: HotIndex;
  readonly idleFiles: IdleFiles;
  readonly event: (event: StoreEvent) => void;
  readonly report: (value: unknown) => void;
  readonly closeOrphan: (descriptor: number) => void;
  readonly nextFill: () => number;
}

/** A drive as the main thread has it: whether it serves, what is hot of it, and the way to its Worker. */
export class HotDrive implements DriveWay {
  readonly directory: string;
  readonly sizeBytes: number;
  state: 'serving' | 'aside' = 'aside';
  readonly objects: HotObjects;
  readonly files: HotFiles;
  readonly fills: HotFills;
  readonly #options: HotDriveOptions;
  readonly #dependencies: HotDriveDependencies;
  readonly #owedPurges: Purge[] = [];
  /** Those who wait no longer when the drive is set aside. */
  readonly #waiting = new Set<(error: Error) => void>();
  #link: DriveLink;
  #settings: unknown;
  #lastReport: DriveReport = { usedBytes: 0, indexBytes: 0, objects: 0, extents: 0, counters: newTally() };
  #isClosed = false;
  /** It failed, and will be started again. */
  #restart: NodeJS.Timeout | null = null;

  constructor(options: HotDriveOptions, dependencies: HotDriveDependencies) {
    this.#options = options;
    this.#dependencies = dependencies;
    this.#settings = options.settings;
    this.directory = options.setting?.directory ?? '';
    this.sizeBytes = options.setting?.sizeBytes ?? 0;
    this.#link = this.#connect();
    this.objects = new HotObjects(this, dependencies.index);
    this.files = new HotFiles(this, dependencies.idleFiles);
    this.fills = new HotFills({
      way: this,
      files: this.files,
      nextFill: dependencies.nextFill,
      abandonedBytes: options.limits.abandonedBytes,
      fault: (message) => dependencies.event({ kind: 'fault', directory: this.directory, message }),
    });
  }

  /** Starts the drive; rejects when it cannot be used. */
  async start(): Promise<void> {
    const question = { kind: 'start', drive: this.#options.setting, settings: this.#settings } as const;
    const started = await this.#link.ask(question, (answer) => answer as Started);
    this.objects.begin(started.lastObject);
    for (const purge of this.#owedPurges) await this.#link.ask({ kind: 'purge', purge }, () => undefined);
    this.#owedPurges.length = 0;
    this.state = 'serving';
  }

  post(message: ToDrive): void {
    this.#link.post(message);
  }

  ask<Value>(question: Question, act: (answer: unknown) => Value): Promise<Value> {
    return this.#link.ask(question, act);
  }

  orAside<Value>(promise: Promise<Value>): Promise<Value> {
    return new Promise((resolve, reject) => {
      if (this.state === 'aside') reject(asideError(this.directory, 'it was already'));
      this.#waiting.add(reject);
      promise.then(resolve, reject).finally(() => this.#waiting.delete(reject));
    });
  }

  closeOrphan(descriptor: number): void {
    this.#dependencies.closeOrphan(descriptor);
  }

  configure(settings: unknown): void {
    this.#settings = settings;
    this.post({ kind: 'configure', settings });
  }

  /** Asks the drive. Rejects while it is aside. */
  find(key: string): Promise<HotObject | null> {
    return this.orAside(this.ask({ kind: 'find', key }, (answer) => this.objects.found(key, answer as Found | null)));
  }

  /** Fetches missing slices of an object. */
  refill(object: HotObject, range: { readonly start: number; readonly end: number }, refill: Refill): Fill {
    const fill = this.fills.start({
      range,
      request: refill.request,
      onHead: (head, attempt, running) => refillVerdict(head, attempt, { fill: running, object, refill }),
    });
    this.fills.attach(fill, object);
    return fill;
  }

  /** How many objects it had. A drive that fails does it before it serves again. */
  async purge(purge: Purge): Promise<number> {
    if (this.#restart === null) {
      try {
        return await this.orAside(this.ask({ kind: 'purge', purge }, (answer) => answer as number));
      } catch {
        // It failed just now, or will do it when it answers again; once more does no harm.
      }
    }
    this.#owedPurges.push(purge);
    return 0;
  }

  /** Null for the Worker that only passes. What a drive said last, while it says nothing. */
  async stats(): Promise<DriveStats | null> {
    if (this.#options.setting === null) return null;
    const isSilent = this.state === 'aside' && this.#restart === null;
    if (!isSilent) {
      const asked = this.ask({ kind: 'stats' }, (answer) => answer as DriveReport);
      this.#lastReport = await (this.state === 'aside' ? asked : this.orAside(asked)).catch(() => this.#lastReport);
    }
    const { directory, sizeBytes, state } = this;
    return { directory, sizeBytes, state, ...this.#lastReport };
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    if (this.#restart !== null) clearTimeout(this.#restart);
    try {
      await this.orAside(this.fills.stop());
      this.files.stop();
      await this.orAside(this.ask({ kind: 'stop' }, () => undefined));
    } catch {
      // It does not answer: what it has not committed, a start puts in order.
    }
    this.files.stop();
    await this.#link.close();
  }

  #connect(): DriveLink {
    const { workerModule, limits } = this.#options;
    return new DriveLink(workerModule, limits.slowDriveMs, {
      received: (message) => this.#receive(message),
      stalled: () => this.#setAside('it answers nothing'),
      recovered: () => this.#comeBack(),
      died: (reason) => this.#void(`its Worker ended: ${reason}`, 'died'),
    });
  }

  #receive(message: Telling): void {
    switch (message.kind) {
      case 'head':
        return void this.fills.head(message);
      case 'segment':
        return this.fills.segment(message);
      case 'slice':
        return this.files.complete(message.extent, message.slice);
      case 'advanced':
        return this.fills.advanced(message.fill);
      case 'settled':
        return this.files.settled(message);
      case 'ended':
        return this.fills.ended(message.fill, message.failure, message.lengthBytes);
      case 'gone':
        return this.#gone(message.objects, message.extents);
      case 'reclaim':
        return this.files.reclaim(message.extents);
      case 'void':
        return this.#void(message.reason, message.state);
      case 'event':
        return this.#dependencies.event(message.event);
      case 'report':
        return this.#dependencies.report(message.value);
    }
  }

  #gone(objects: readonly number[], extents: readonly number[]): void {
    this.files.gone(extents);
    this.objects.gone(objects);
  }

  #setAside(reason: string): void {
    if (this.state === 'aside') return;
    this.state = 'aside';
    const error = asideError(this.directory, reason);
    for (const reject of this.#waiting) reject(error);
    this.fills.failAll({ code: error.code, message: error.message });
    this.#dependencies.event({ kind: 'aside', directory: this.directory, reason });
  }

  #comeBack(): void {
    if (this.#isClosed || this.#restart !== null || this.state === 'serving') return;
    this.state = 'serving';
    this.#dependencies.event({ kind: 'back', directory: this.directory });
  }

  /** All that was known of it is void; it is started again, later or, when it was emptied, at once. */
  #void(reason: string, state: 'failing' | 'emptied' | 'died'): void {
    this.#setAside(reason);
    this.objects.retireAll();
    this.files.voidAll();
    this.fills.voidAll({ code: 'DRIVE_FAILED', message: reason });
    if (this.#isClosed) return;
    const waitMs = state === 'emptied' ? 0 : this.#options.limits.asideMs;
    if (this.#restart !== null) clearTimeout(this.#restart);
    this.#restart = setTimeout(() => void this.#startAgain(state === 'died' ? 'died' : 'alive'), waitMs);
  }

  async #startAgain(worker: 'alive' | 'died'): Promise<void> {
    if (worker === 'died') this.#link = this.#connect();
    try {
      await this.start();
      this.#restart = null;
      this.#dependencies.event({ kind: 'back', directory: this.directory });
    } catch (error) {
      if (this.#isClosed) return;
      const message = error instanceof Error ? error.message : String(error);
      this.#dependencies.event({ kind: 'drive-error', directory: this.directory, code: 'RESTART', message });
      this.#restart = setTimeout(() => void this.#startAgain('alive'), this.#options.limits.asideMs);
    }
  }
}

function asideError(directory: string, reason: string): Error & { readonly code: string } {
  return Object.assign(new Error(`The drive ${directory} is set aside: ${reason}`), { code: 'DRIVE_ASIDE' });
}
