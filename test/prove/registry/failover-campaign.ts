import type { Redis } from 'ioredis';
import { seededRandom } from '../../harness/random.ts';
import { CommitLedger, type LedgerCounts } from './commit-ledger.ts';
import { Writers } from './writers.ts';

/** Several Redis servers of which one takes the writes, and places for writers. */
export interface Deployment {
  readonly store: string;
  readonly clientHosts: readonly string[];
  /** The command that runs another on a client's host. */
  command(clientHost: string, args: readonly string[]): string[];
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Waits until everything is as it should be; returns the name of the server that takes the writes. */
  settled(): Promise<string>;
  admin(server: string): Redis;
}

/** Something that happens to a deployment, from its beginning until it is over. */
export interface Disturbance<D extends Deployment> {
  readonly name: string;
  /** `struck` is called at the instant at which writes are hit. */
  happen(deployment: D, master: string, random: () => number, struck: () => void): Promise<void>;
}

export interface CampaignOptions<D extends Deployment> {
  readonly deployment: D;
  readonly disturbances: readonly Disturbance<D>[];
  /** How many must find writes under way. */
  readonly count: number;
  readonly seed: number;
  /** How many replicas must have a commit; unset for the driver's own choice. */
  readonly acks?: number;
  readonly progress: (text: string) => void;
}

export interface CampaignResult {
  /** Disturbances that found writes under way. */
  readonly effective: number;
  /** Those after which another server takes the writes. */
  readonly failovers: number;
  readonly counts: LedgerCounts;
  readonly reasons: ReadonlyMap<string, number>;
  readonly lost: number;
  readonly violations: readonly string[];
}

const WRITERS = 20;
/** Between two commits of a writer: at leisure, and when a disturbance is near. */
const LEISURE_MS = 250;
const HURRY_MS = 0;
const RUN_UP_MS = 300;
/** A writer without rest leaves a gap of so much between two attempts. */
const GAP_MS = 60;

/** Lets 20 writers write to a deployment, disturbs it over and over, and looks for every acknowledged commit after each time. */
export async function runCampaign<D extends Deployment>(options: CampaignOptions<D>): Promise<CampaignResult> {
  const { deployment, seed, acks } = options;
  const ledger = new CommitLedger();
  const writers: Writers[] = [];
  try {
    await deployment.start();
    const { store, clientHosts } = deployment;
    for (const [index, name] of clientHosts.entries()) {
      const share = WRITERS / clientHosts.length;
      const told = { store, name, writers: share, seed: seed * 100 + index, ...(acks !== undefined && { acks }) };
      writers.push(new Writers(told, ledger, (args) => deployment.command(name, args)));
    }
    for (const each of writers) await each.ready();
    const happened = await disturbAndVerify(options, writers, ledger);
    await Promise.all(writers.map((each) => each.drain()));
    await Promise.all(writers.map((each) => each.finish()));
    const master = await deployment.settled();
    const followers = new Map(writers.map(({ name, records }) => [`follower ${name}`, records]));
    await ledger.verifyRecords(deployment.admin(master), followers);
    const { counts, reasons, lost, violations } = ledger;
    return { ...happened, counts, reasons, lost: lost.size, violations };
  } finally {
    for (const each of writers) await each.end();
    await deployment.stop();
  }
}

async function disturbAndVerify<D extends Deployment>(
  options: CampaignOptions<D>,
  writers: readonly Writers[],
  ledger: CommitLedger,
): Promise<{ effective: number; failovers: number }> {
  const { deployment, disturbances, count, seed, progress } = options;
  const random = seededRandom(seed);
  const pace = (restMs: number) => {
    for (const each of writers) each.pace(restMs);
  };
  let effective = 0;
  let failovers = 0;
  for (let turn = 0; effective < count && turn < 2 * count + 2; turn++) {
    const disturbance = disturbances[(turn + seed) % disturbances.length];
    if (disturbance === undefined) throw new Error('A campaign needs something to happen');
    const master = await deployment.settled();
    pace(HURRY_MS);
    await Bun.sleep(RUN_UP_MS * (0.5 + random()));
    const [lostBefore, beganAtMs] = [ledger.lost.size, Date.now()];
    let struckAtMs = 0;
    const struck = () => {
      struckAtMs ||= Date.now();
      pace(LEISURE_MS);
    };
    await disturbance.happen(deployment, master, random, struck);
    const after = await deployment.settled();
    await ledger.verify(deployment.admin(after));
    if (after !== master) failovers++;
    if (ledger.underWay(struckAtMs - GAP_MS, struckAtMs + GAP_MS) > 0) effective++;
    const { acknowledged, unknown } = ledger.counts;
    const words = [
      `${effective} of ${count}: ${disturbance.name}`,
      `${after === master ? 'no ' : ''}failover`,
      `${ledger.lost.size - lostBefore} lost, ${ledger.violations.length} wrong, ${acknowledged} acknowledged, ${unknown} unknown so far`,
      `${((Date.now() - beganAtMs) / 1_000).toFixed(1)} s`,
    ];
    progress(words.join('; '));
  }
  return { effective, failovers };
}
