import { join } from 'node:path';
import type { RaceOrder, RaceReport } from './claim-race-messages.ts';

/** A process of the race as the race sees it: orders out, reports in, one at a time. */
export class RaceProcess {
  readonly #child;
  readonly #reports: RaceReport[] = [];
  #arrived: () => void = () => {};

  constructor(role: 'racer' | 'reader', store: string) {
    this.#child = Bun.spawn([process.execPath, join(import.meta.dir, 'claim-race-worker.ts'), role, store], {
      stdio: ['ignore', 'ignore', 'inherit'],
      ipc: (message: RaceReport) => {
        this.#reports.push(message);
        this.#arrived();
      },
    });
  }

  send(order: RaceOrder): void {
    this.#child.send(order);
  }

  /** The next report; rejects when the process ended instead. */
  async next<K extends RaceReport['kind']>(kind: K): Promise<Extract<RaceReport, { kind: K }>> {
    const arrival = new Promise<void>((resolve) => (this.#arrived = resolve));
    if (this.#reports.length === 0) await Promise.race([arrival, this.#child.exited]);
    const report = this.#reports.shift();
    if (report?.kind === kind) return report as Extract<RaceReport, { kind: K }>;
    throw new Error(
      `a process of the race sent ${JSON.stringify(report) ?? `nothing and ended with ${this.#child.exitCode}`} for "${kind}"`,
    );
  }

  async end(): Promise<void> {
    if (this.#child.exitCode === null) this.#child.kill();
    await this.#child.exited;
  }
}
