import { AddressPolicy } from '@nearhop/ip';
import { Management, randomNodeId } from '@nearhop/management';
import { openRegistry, type Registry } from '@nearhop/registry';
import { join } from 'node:path';
import { randomInteger, seededRandom } from '../../harness/random.ts';
import type { AllowanceOrder, AllowanceReport } from './allowance-messages.ts';
import { unionSize } from './union-size.ts';

const PROCESSES = 4;
const ALLOWED = 50_000n;
/** Long enough for every process to have its order before the instant at which all fire. */
const NOTICE_MS = 3;

export interface AllowanceRace {
  readonly rounds: number;
  /** Claims whose answer was looked at. */
  readonly claims: number;
  readonly valid: number;
  readonly waiting: number;
  readonly failures: readonly string[];
}

/** Has four processes claim for one customer at the same instant, and again while they delete what they have, round after round. */
export async function raceAllowance(
  store: string,
  {
    rounds,
    seed,
    onProgress,
  }: { readonly rounds: number; readonly seed: number; readonly onProgress: (round: number) => void },
): Promise<AllowanceRace> {
  const registry = await openRegistry(store, { access: 'write' });
  const management = new Management(
    { policy: new AddressPolicy({ privateNetworks: [], lab: false }), authority: 'api' },
    { registry, now: () => new Date(), newId: randomNodeId },
  );
  const random = seededRandom(seed);
  const claimants = Array.from({ length: PROCESSES }, (_, number) => new Claimant(store, number));
  const failures: string[] = [];
  const told = { claims: 0, valid: 0, waiting: 0 };
  try {
    for (const claimant of claimants) await claimant.next();
    for (let round = 0; round < rounds; round++) {
      const customer = `isp-${round}`;
      await management.createCustomer({ id: customer }, { by: 'race' });
      for (const phase of ['first', 'second'] as const) {
        const atMs = Date.now() + NOTICE_MS;
        for (const [number, claimant] of claimants.entries()) {
          const claims = claimsOf(round, phase === 'first' ? number : PROCESSES + number, random);
          const deleted = phase === 'first' ? undefined : `first-${number}`;
          claimant.send({ atMs, customer, deleted, name: `${phase}-${number}`, claims });
        }
        for (const report of await Promise.all(claimants.map((claimant) => claimant.next())))
          if (report.kind !== 'answered') failures.push(`round ${round}: ${JSON.stringify(report)}`);
      }
      await judge(registry, customer, told, failures);
      onProgress(round + 1);
    }
  } finally {
    for (const claimant of claimants) await claimant.end();
    await registry.close();
  }
  return { rounds, ...told, failures };
}

/** Up to four blocks, none of which meets another's, that often fit alone and seldom together. */
function claimsOf(round: number, place: number, random: () => number): string[] {
  const isV4 = round % 2 === 0;
  return Array.from({ length: 1 + randomInteger(random, 4) }, (_, index) => {
    // A network of 2^16 units for each claim of each place of each round.
    const unit = (round >>> 1) * 64 + place * 8 + index;
    const length = 16 + randomInteger(random, 6);
    if (isV4) return `${20 + (unit >>> 8)}.${unit & 255}.0.0/${length}`;
    return `2a${(unit >>> 8).toString(16).padStart(2, '0')}:${(unit & 255).toString(16)}00::/${length + 24}`;
  });
}

/** What must hold whatever the order was, for claims only ever added to what counts. */
async function judge(
  registry: Registry,
  customer: string,
  told: { claims: number; valid: number; waiting: number },
  failures: string[],
): Promise<void> {
  const claims = (await registry.list('claim', { customer, limit: 1_000 })).map(({ value }) => value);
  const counting = claims.filter(({ state, basis }) => basis === 'allowance' && state !== 'in-review');
  const size = unionSize(counting.map(({ prefix }) => prefix));
  const kept = (await registry.get('customer', customer))?.value.unreviewed;
  if (BigInt(kept?.ipv4Addresses ?? 0) !== size.ipv4 || BigInt(kept?.ipv6Subnets ?? 0) !== size.ipv6)
    failures.push(`${customer}: kept ${JSON.stringify(kept)}, counted ${size.ipv4} and ${size.ipv6}`);
  if (size.ipv4 > ALLOWED || size.ipv6 > ALLOWED)
    failures.push(`${customer}: ${size.ipv4} addresses and ${size.ipv6} networks are valid without a reviewer`);
  for (const { state, prefix } of claims) {
    told.claims++;
    if (state !== 'in-review') {
      told.valid++;
      continue;
    }
    told.waiting++;
    const own = unionSize([prefix]);
    if (own.ipv4 + size.ipv4 <= ALLOWED && own.ipv6 + size.ipv6 <= ALLOWED)
      failures.push(`${customer}: ${prefix} waits and would fit`);
  }
}

/** A process of the race: orders out, reports in, one at a time. */
class Claimant {
  readonly #child;
  readonly #reports: AllowanceReport[] = [];
  #arrived: () => void = () => {};

  constructor(store: string, number: number) {
    this.#child = Bun.spawn([process.execPath, join(import.meta.dir, 'allowance-worker.ts'), store, String(number)], {
      stdio: ['ignore', 'ignore', 'inherit'],
      ipc: (message: AllowanceReport) => {
        this.#reports.push(message);
        this.#arrived();
      },
    });
  }

  send(order: AllowanceOrder): void {
    this.#child.send(order);
  }

  async next(): Promise<AllowanceReport> {
    const arrival = new Promise<void>((resolve) => (this.#arrived = resolve));
    if (this.#reports.length === 0) await Promise.race([arrival, this.#child.exited]);
    const report = this.#reports.shift();
    if (report !== undefined) return report;
    throw new Error(`a claimant ended with ${this.#child.exitCode}`);
  }

  async end(): Promise<void> {
    if (this.#child.exitCode === null) this.#child.kill();
    await this.#child.exited;
  }
}
