/** Something that is wrong while devices are still answered: shown in `/readyz` and as a metric. */
export interface RouterAlarm {
  readonly code: string;
  readonly text: string;
  /** RFC 3339 instant, UTC, milliseconds. */
  readonly since: string;
}

/** One alarm's place: raised, replaced or cleared by its owner. */
export class AlarmPlace {
  readonly #now: () => Date;
  #alarm: RouterAlarm | undefined;

  constructor(now: () => Date) {
    this.#now = now;
  }

  get alarm(): RouterAlarm | undefined {
    return this.#alarm;
  }

  /** True when it was not raised before with this text. */
  raise(code: string, text: string): boolean {
    if (this.#alarm?.code === code && this.#alarm.text === text) return false;
    const since = this.#alarm?.code === code ? this.#alarm.since : this.#now().toISOString();
    this.#alarm = { code, text, since };
    return true;
  }

  clear(): void {
    this.#alarm = undefined;
  }
}
