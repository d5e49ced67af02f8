import type { NodeReport } from '@nearhop/contracts';
import type { KeptAnswer, NodeLinkDependencies } from '@nearhop/node-link';
import type { Logger } from '@nearhop/service-kit';
import type { NodeStatePlace } from '../node-state/node-state-place.ts';
import { notServing } from '../node-state/node-state.ts';
import { toldState, type ToldStateOptions } from './told-state.ts';

export type ControlWordsOptions = Omit<ToldStateOptions, 'publicKey'>;

export interface ControlWordsDependencies {
  readonly state: NodeStatePlace;
  readonly log: Logger;
}

/** Takes in what comes by the link: control's words into the state, troubles into the log. */
export class ControlWords implements NodeLinkDependencies {
  /** What the node says of itself: to be set before the link starts. */
  report: () => NodeReport = notStarted;
  readonly #options: ControlWordsOptions;
  readonly #deps: ControlWordsDependencies;
  readonly #first = Promise.withResolvers<'told' | 'troubled'>();
  #problem: string | undefined;

  constructor(options: ControlWordsOptions, dependencies: ControlWordsDependencies) {
    this.#options = options;
    this.#deps = dependencies;
  }

  /** How the first attempt to ask control ended. */
  get first(): Promise<'told' | 'troubled'> {
    return this.#first.promise;
  }

  /** What keeps the node from control's word now. */
  get problem(): string | undefined {
    return this.#problem;
  }

  readonly changed = (answer: KeptAnswer, publicKey: string): void => {
    const { state, log } = this.#deps;
    const told = toldState(answer, { publicKey, ...this.#options });
    state.set(told);
    const { adminState, origins } = told;
    log.info({ notServing: notServing(told) ?? null, adminState, origins: origins.length }, 'control says');
    if (answer.duplicate) log.warn('another process sends heartbeats as this node: its keys were copied');
  };

  readonly heard = (): void => {
    this.#first.resolve('told');
    if (this.#problem !== undefined) this.#deps.log.info('control answers again');
    this.#problem = undefined;
  };

  /** Said once for each that differs: the link asks again by itself. */
  readonly troubled = (error: unknown): void => {
    this.#first.resolve('troubled');
    const message = error instanceof Error ? error.message : String(error);
    if (message !== this.#problem) this.#deps.log.warn(message);
    this.#problem = message;
  };
}

function notStarted(): never {
  throw new TypeError('Cannot report: the link was started without a report');
}
