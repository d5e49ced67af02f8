import { TopObjects, type TopObject } from './top-objects.ts';
import { RollingSums, type SavedBuckets } from './rolling-sums.ts';
import { addSums, newSums, type TrafficSums } from './traffic-sums.ts';

/** One answer that is over. */
export interface ServedBytes {
  readonly origin: string;
  readonly target: string;
  readonly sentBytes: number;
  readonly hitBytes: number;
}

/** What outlives a restart. */
export interface SavedTraffic {
  readonly lifetime: Readonly<TrafficSums>;
  readonly hour: SavedBuckets;
  readonly day: SavedBuckets;
  readonly origins: readonly (readonly [origin: string, sums: Readonly<TrafficSums>])[];
}

export interface TrafficReport {
  readonly lastMinute: Readonly<TrafficSums>;
  readonly lastHour: Readonly<TrafficSums>;
  readonly lastDay: Readonly<TrafficSums>;
  readonly lifetime: Readonly<TrafficSums>;
  readonly origins: readonly (readonly [origin: string, sums: Readonly<TrafficSums>])[];
  readonly topObjects: readonly TopObject[];
}

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
const QUARTER_MS = 900_000;
const MOST_OBJECTS = 2_000;
const SHOWN_OBJECTS = 20;
const MOST_ORIGINS = 500;
/** What further origins are counted under. */
const OTHERS = 'others';

/** What the node has served: to whom it was worth what. */
export class Traffic {
  readonly lifetime: TrafficSums = newSums();
  readonly #minute = new RollingSums({ windowMs: MINUTE_MS, bucketMs: SECOND_MS });
  readonly #hour = new RollingSums({ windowMs: HOUR_MS, bucketMs: MINUTE_MS });
  readonly #day = new RollingSums({ windowMs: DAY_MS, bucketMs: QUARTER_MS });
  readonly #origins = new Map<string, TrafficSums>();
  readonly #objects = new TopObjects(MOST_OBJECTS);

  add({ origin, target, sentBytes, hitBytes }: ServedBytes, nowMs: number): void {
    const sums = { requests: 1, egressBytes: sentBytes, hitBytes, missBytes: sentBytes - hitBytes };
    addSums(this.lifetime, sums);
    for (const rolling of [this.#minute, this.#hour, this.#day]) rolling.add(sums, nowMs);
    addSums(this.#ofOrigin(origin), sums);
    if (sentBytes > 0) this.#objects.add(origin, target, sentBytes);
  }

  report(nowMs: number): TrafficReport {
    return {
      lastMinute: this.#minute.total(nowMs),
      lastHour: this.#hour.total(nowMs),
      lastDay: this.#day.total(nowMs),
      lifetime: { ...this.lifetime },
      origins: [...this.#origins],
      topObjects: this.#objects.first(SHOWN_OBJECTS),
    };
  }

  save(): SavedTraffic {
    return { lifetime: this.lifetime, hour: this.#hour.save(), day: this.#day.save(), origins: [...this.#origins] };
  }

  restore({ lifetime, hour, day, origins }: SavedTraffic): void {
    addSums(this.lifetime, lifetime);
    this.#hour.restore(hour);
    this.#day.restore(day);
    for (const [origin, sums] of origins) addSums(this.#ofOrigin(origin), sums);
  }

  #ofOrigin(origin: string): TrafficSums {
    const known = this.#origins.get(origin);
    if (known !== undefined) return known;
    if (this.#origins.size >= MOST_ORIGINS && origin !== OTHERS) return this.#ofOrigin(OTHERS);
    const sums = newSums();
    this.#origins.set(origin, sums);
    return sums;
  }
}
