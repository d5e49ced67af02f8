import type { RefusalCode } from './guard.ts';
import type { ReplicaLog } from './replica-log.ts';

export type AlarmCode =
  /** The store cannot be reached, opened or read. */
  | 'registry-unavailable'
  | RefusalCode
  /** A vector was seen, and none came for longer than it may. */
  | 'vector-stale'
  /** The last known vector cannot be read back, or written for the next start. */
  | 'vector-unreadable'
  | 'vector-unwritable'
  /** What lies on disk is damaged, wholly or in part. */
  | 'last-good-unreadable'
  /** The last good state cannot be written: a restart would begin with an older one. */
  | 'last-good-unwritable';

export interface Alarm {
  readonly code: AlarmCode;
  readonly text: string;
  /** RFC 3339 instant, UTC, milliseconds. */
  readonly since: string;
}

/** What an alarm is about. There is at most one alarm per subject: what was wrong last. */
type AlarmSubject = 'store' | 'vector' | 'disk-read' | 'disk-write' | 'vector-read' | 'vector-write';

/** What is wrong now, for readiness checks and metrics. Each rise and end goes to the log once. */
export class Alarms {
  readonly #bySubject = new Map<AlarmSubject, Alarm>();
  readonly #log: ReplicaLog;
  readonly #now: () => Date;

  constructor(dependencies: { readonly log: ReplicaLog; readonly now: () => Date }) {
    this.#log = dependencies.log;
    this.#now = dependencies.now;
  }

  get list(): readonly Alarm[] {
    return [...this.#bySubject.values()];
  }

  about(subject: AlarmSubject): Alarm | undefined {
    return this.#bySubject.get(subject);
  }

  /** Raises an alarm in the place of its subject's last; the same code keeps the instant since when it holds. */
  raise(subject: AlarmSubject, code: AlarmCode, text: string): void {
    const last = this.#bySubject.get(subject);
    const isNew = last?.code !== code;
    this.#bySubject.set(subject, { code, text, since: isNew ? this.#now().toISOString() : last.since });
    if (isNew) this.#log.warn({ alarm: code }, text);
  }

  clear(subject: AlarmSubject): void {
    const last = this.#bySubject.get(subject);
    if (last === undefined) return;
    this.#bySubject.delete(subject);
    this.#log.info({ alarm: last.code, since: last.since }, 'Alarm is over');
  }
}
