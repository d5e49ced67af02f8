import { randomBytes } from 'node:crypto';
import type { RouterReport } from '@nearhop/contracts';
import type { RoutingState } from '@nearhop/decision';
import type { Logger } from '@nearhop/service-kit';
import type { ClientSample } from './client-sample.ts';
import { networksOf } from './networks-of.ts';

const EVERY_MS = 10_000;
const PATIENCE_MS = 5_000;

export interface ReporterDependencies {
  readonly sample: ClientSample;
  readonly state: Pick<RoutingState, 'table'>;
  readonly log: Logger;
}

/** Tells control every 10 s where requests came from. A report that is lost harms nothing: nobody waits for it, and none is sent again. */
export class Reporter {
  readonly #url: URL;
  readonly #deps: ReporterDependencies;
  readonly #router = randomBytes(12).toString('base64url');
  #since = new Date();
  #timer: NodeJS.Timeout | undefined;
  #sending: Promise<void> = Promise.resolve();
  #isHeard = true;

  constructor(options: { readonly controlUrl: string }, dependencies: ReporterDependencies) {
    this.#url = new URL('/v1/reports', options.controlUrl);
    this.#deps = dependencies;
  }

  start(): void {
    this.#timer = setInterval(() => void (this.#sending = this.#send()), EVERY_MS);
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#sending;
  }

  async #send(): Promise<void> {
    const { answers, clients } = this.#deps.sample.take();
    const [since, until] = [this.#since, new Date()];
    this.#since = until;
    if (answers === 0) return;
    const report: RouterReport = {
      router: this.#router,
      since: since.toISOString(),
      until: until.toISOString(),
      answers,
      networks: networksOf(clients, this.#deps.state.table),
    };
    try {
      const response = await fetch(this.#url, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(report),
        redirect: 'manual',
        signal: AbortSignal.timeout(PATIENCE_MS),
      });
      await response.body?.cancel();
      this.#heard(response.ok, `status ${response.status}`);
    } catch (error) {
      this.#heard(false, error instanceof Error ? error.message : String(error));
    }
  }

  /** Said once each time it changes. */
  #heard(isHeard: boolean, detail: string): void {
    if (isHeard === this.#isHeard) return;
    this.#isHeard = isHeard;
    const { log } = this.#deps;
    if (isHeard) log.info({ control: this.#url.origin }, 'control takes the reports of traffic again');
    else
      log.warn(
        { control: this.#url.origin, detail },
        'control does not take the reports of traffic: devices are answered as ever',
      );
  }
}
