import { CountedRandom } from '../clients/counted-random.ts';

/** When requests are due, whatever becomes of those before them: an open loop. */
export interface Arrivals {
  /** When the next one is due, milliseconds from the start; Infinity when there are no more. */
  readonly nextMs: number;
  /** The number of the next one in the whole run, from 0, unique over all workers. */
  readonly number: number;
  advance(): void;
}

export interface ArrivalsOptions {
  /** Of all workers together. */
  readonly ratePerSecond: number;
  readonly durationMs: number;
  readonly spacing: Spacing;
  readonly seed: number;
  /** This worker's number from 0, and how many there are: it takes every `workers`-th request. */
  readonly worker: number;
  readonly workers: number;
}

/** `constant`: one every 1/rate. `poisson`: independent of each other, as those of many devices are, at that mean rate. */
export type Spacing = 'constant' | 'poisson';

export function arrivals(options: ArrivalsOptions): Arrivals {
  return options.spacing === 'constant' ? new ConstantArrivals(options) : new PoissonArrivals(options);
}

/** Request n is due at n / rate. */
class ConstantArrivals implements Arrivals {
  readonly #options: ArrivalsOptions;
  number: number;
  nextMs: number;

  constructor(options: ArrivalsOptions) {
    this.#options = options;
    this.number = options.worker;
    this.nextMs = this.#due();
  }

  advance(): void {
    this.number += this.#options.workers;
    this.nextMs = this.#due();
  }

  #due(): number {
    const atMs = (this.number * 1_000) / this.#options.ratePerSecond;
    return atMs < this.#options.durationMs ? atMs : Infinity;
  }
}

/** Gaps are exponential. The workers' processes, each at its part of the rate, add up to one at the whole rate. */
class PoissonArrivals implements Arrivals {
  readonly #options: ArrivalsOptions;
  readonly #random: CountedRandom;
  readonly #meanGapMs: number;
  #atMs = 0;
  number: number;
  nextMs = 0;

  constructor(options: ArrivalsOptions) {
    this.#options = options;
    this.#random = new CountedRandom(~options.seed);
    this.#meanGapMs = (1_000 * options.workers) / options.ratePerSecond;
    this.number = options.worker;
    this.#due();
  }

  advance(): void {
    this.number += this.#options.workers;
    this.#due();
  }

  #due(): void {
    this.#random.begin(this.number);
    this.#atMs -= Math.log(1 - this.#random.fraction()) * this.#meanGapMs;
    this.nextMs = this.#atMs < this.#options.durationMs ? this.#atMs : Infinity;
  }
}
