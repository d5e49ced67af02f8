import { decide, type RouteDecision, type RoutingState } from '@nearhop/decision';
import type { Http1Request } from '@nearhop/http1';
import type { Address } from '@nearhop/ip';
import type { Logger } from '@nearhop/service-kit';
import type { ClientReader, Peer } from './client-reader.ts';
import type { Counters } from './counters.ts';
import type { ClientSample } from './reports/client-sample.ts';

export interface DeciderDependencies {
  readonly state: RoutingState;
  readonly clients: ClientReader;
  readonly counters: Counters;
  readonly log: Logger;
  readonly sample: ClientSample;
}

/** Decides for whoever asks. A fault of ours costs a device its node, not its answer: it is sent to the CDN. */
export class Decider {
  /** For whom the last decision was made; undefined when that could not be read. */
  client: Address | undefined;
  /** How its address is written, where that is at hand. */
  clientText: string | undefined;
  readonly #deps: DeciderDependencies;

  constructor(dependencies: DeciderDependencies) {
    this.#deps = dependencies;
  }

  decide(request: Http1Request<Peer>): RouteDecision {
    const { state, clients, counters, log, sample } = this.#deps;
    try {
      this.client = clients.read(request);
      this.clientText = clients.text;
      sample.note(this.client);
      return decide(state, this.client);
    } catch (error) {
      counters.failed++;
      log.error({ err: error }, 'a decision could not be made: the device is sent to the CDN');
      this.client = undefined;
      return decide(state, undefined);
    }
  }
}
