import { Address, AddressPolicy, Prefix } from '@nearhop/ip';
import { Attack } from '../attack/attack.ts';
import { ClientSource, type WeightedPrefix } from '../clients/client-source.ts';
import { tableClients } from '../clients/table-clients.ts';
import { Judge } from '../judge/judge.ts';
import { Recorder } from '../measure/recorder.ts';
import { RunTally, type TallyState } from '../measure/run-tally.ts';
import { WorldHistory } from '../oracle/world-history.ts';
import { arrivals } from '../pacer/arrivals.ts';
import { sharedNowMs, type JudgingPlan, type TruthMessage, type WorkerPlan } from './protocol.ts';
import { TruthKeeper } from './truth-keeper.ts';

const SETTLE_EVERY_MS = 20;

/** One worker's part of a run: takes the truth as it comes, sends its requests, has the answers judged. */
export class WorkerRun {
  readonly #plan: WorkerPlan;
  readonly #tally = new RunTally();
  readonly #history: WorldHistory;
  readonly #truth: TruthKeeper;
  readonly #judge: Judge | undefined;
  #clients: ClientSource | undefined;
  #attack: Attack | undefined;

  constructor(plan: WorkerPlan) {
    this.#plan = plan;
    this.#history = new WorldHistory({ allowsClient: allowsClient(plan.judging) });
    this.#truth = new TruthKeeper(this.#history);
    if (plan.judging !== undefined) {
      this.#judge = new Judge(this.#history, (verdict) => this.#tally.judged(verdict));
    }
  }

  take(message: TruthMessage): void {
    this.#truth.take(message);
    this.#settle();
  }

  /** Does what takes time before the first request is due. Throws RangeError when the table has no clients to draw. */
  prepare(): void {
    this.#clients = new ClientSource(this.#entries(), this.#plan.arrivals.seed);
    const { revision, health } = this.#history.newest;
    const lookup = this.#history.at(revision, health);
    // The first question makes the intervals of the whole table.
    if (lookup.kind === 'known') lookup.world.blocks.find(Address.v4(0));
    // What loading left behind is collected now, not while requests are due.
    Bun.gc(true);
  }

  /** Resolves when every request was answered or failed, and every answer judged. */
  async run(): Promise<TallyState> {
    const { attack: options, arrivals: schedule, judging } = this.#plan;
    if (this.#clients === undefined) throw new Error('Cannot run: prepare first');
    const recorder = new Recorder({
      tally: this.#tally,
      judge: this.#judge,
      currency: judging && this.#truth.currency(judging.staleAfterMs),
    });
    this.#attack = new Attack(options, {
      arrivals: arrivals(schedule),
      clients: this.#clients,
      onAnswer: (question, answer, atMs) => recorder.answered(question, answer, atMs),
      onFailure: (failure, atMs) => recorder.failed(failure, atMs),
    });
    this.#truth.start(sharedNowMs());
    await this.#attack.run();
    while ((this.#judge?.waiting ?? 0) > 0) {
      await Bun.sleep(SETTLE_EVERY_MS);
      this.#settle();
    }
    return this.tally();
  }

  /** What was counted so far. */
  tally(): TallyState {
    this.#settle();
    if (this.#attack !== undefined) this.#tally.sending(this.#attack.lag.sent, this.#attack.lag.late);
    return this.#tally.state;
  }

  stop(): void {
    this.#attack?.stop();
  }

  #settle(): void {
    if (this.#attack !== undefined) this.#judge?.settle(this.#attack.elapsedMs);
  }

  #entries(): readonly WeightedPrefix[] {
    const { clients, arrivals: schedule } = this.#plan;
    if (clients.kind === 'entries') {
      return clients.entries.map(([prefix, weight]) => ({ prefix: Prefix.parse(prefix), weight }));
    }
    return tableClients(this.#history.blockPrefixes(), { ...clients, seed: schedule.seed });
  }
}

function allowsClient(judging: JudgingPlan | undefined): (client: Address) => boolean {
  if (judging === undefined) return () => true;
  const { privateNetworks, lab } = judging.policy;
  const policy = new AddressPolicy({ privateNetworks: privateNetworks.map((text) => Prefix.parse(text)), lab });
  return (client) => policy.allowsClient(client);
}
