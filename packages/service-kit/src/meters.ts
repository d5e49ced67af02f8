import type { Attributes, Meter } from '@opentelemetry/api';
import { PrometheusSerializer } from '@opentelemetry/exporter-prometheus';
import { AggregationTemporality, MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics';
import { observeProcess } from './process-metrics.ts';

/** Reports one value with its labels; labels are few and their values bounded. */
export type Observe = (value: number, labels?: Attributes) => void;

const METRIC_NAME = /^nearhop_[a-z0-9]+(?:_[a-z0-9]+)*$/;

/**
 * Metrics of one service. Hot paths keep plain numbers; what is registered here reads them when somebody asks, because a
 * counter that is told of each event costs about 0.7 µs each time.
 */
export class Meters {
  /** For what has no shorthand here: histograms, up-down counters. */
  readonly meter: Meter;
  readonly #provider: MeterProvider;
  readonly #reader = new PullReader();
  readonly #serializer = new PrometheusSerializer('', false, undefined, true, true);

  constructor(service: string) {
    this.#provider = new MeterProvider({ readers: [this.#reader] });
    this.meter = this.#provider.getMeter(`nearhop-${service}`);
    observeProcess(this);
  }

  /** A number that only grows, `nearhop_…_total`. */
  counter(name: string, description: string, read: (observe: Observe) => void): void {
    const counter = this.meter.createObservableCounter(checked(name), { description });
    counter.addCallback((result) => read((value, labels) => result.observe(value, labels)));
  }

  /** A number that comes and goes. */
  gauge(name: string, description: string, read: (observe: Observe) => void): void {
    const gauge = this.meter.createObservableGauge(checked(name), { description });
    gauge.addCallback((result) => read((value, labels) => result.observe(value, labels)));
  }

  /** Everything as Prometheus text (exposition format 0.0.4). */
  async text(): Promise<string> {
    const { resourceMetrics } = await this.#reader.collect();
    return this.#serializer.serialize(resourceMetrics);
  }

  shutdown(): Promise<void> {
    return this.#provider.shutdown();
  }
}

export function createMeters(service: string): Meters {
  return new Meters(service);
}

class PullReader extends MetricReader {
  constructor() {
    super({ aggregationTemporalitySelector: () => AggregationTemporality.CUMULATIVE });
  }

  protected override onForceFlush(): Promise<void> {
    return Promise.resolve();
  }

  protected override onShutdown(): Promise<void> {
    return Promise.resolve();
  }
}

function checked(name: string): string {
  if (METRIC_NAME.test(name)) return name;
  throw new RangeError(`Cannot register metric "${name}": the name must be nearhop_ and words in lower case`);
}
