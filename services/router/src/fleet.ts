import type { ListenAddress, Logger } from '@nearhop/service-kit';
import type { RouterConfig } from './config.ts';
import { addCounters, newCounters, type Counters } from './counters.ts';
import type { RouterAlarm } from './router-alarm.ts';
import type { ProcessReport, RouterProcess } from './router-process.ts';
import { toPlainConfig } from './worker-messages.ts';
import { WorkerSeat } from './worker-seat.ts';

/** All processes that share the port, seen from the first one. */
export class Fleet {
  readonly #first: RouterProcess;
  readonly #seats: readonly WorkerSeat[];

  constructor(
    options: { readonly config: RouterConfig; readonly listen: ListenAddress },
    dependencies: { readonly first: RouterProcess; readonly log: Logger },
  ) {
    const { config, listen } = options;
    const plain = toPlainConfig(config);
    this.#first = dependencies.first;
    this.#seats = Array.from(
      { length: config.workers - 1 },
      (_, index) => new WorkerSeat({ worker: index + 1, listen, config: plain }, dependencies),
    );
  }

  get size(): number {
    return this.#seats.length + 1;
  }

  /** Reports of the processes that run now. */
  reports(): ProcessReport[] {
    const others = this.#seats.map((seat) => seat.report).filter((report) => report !== undefined);
    return [this.#first.report(), ...others];
  }

  /** Process ids of the workers that run now. */
  workerPids(): number[] {
    return this.#seats.map((seat) => seat.pid).filter((pid) => pid !== undefined);
  }

  /** What all have answered, those that died included. */
  counters(): Counters {
    const sum = newCounters();
    addCounters(sum, this.#first.context.counters);
    for (const seat of this.#seats) seat.addCountersTo(sum);
    return sum;
  }

  /** Alarms of all, each code once. */
  alarms(): RouterAlarm[] {
    const byCode = new Map<string, RouterAlarm>();
    for (const { alarms } of this.reports()) {
      for (const alarm of alarms) if (!byCode.has(alarm.code)) byCode.set(alarm.code, alarm);
    }
    return [...byCode.values()];
  }

  async start(): Promise<void> {
    await Promise.all(this.#seats.map((seat) => seat.start()));
  }

  async stop(): Promise<void> {
    await Promise.all([this.#first.stop(), ...this.#seats.map((seat) => seat.stop())]);
  }
}
