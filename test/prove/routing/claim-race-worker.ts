/** One process of the claim race: `bun claim-race-worker.ts racer|reader <store>`, spoken to over IPC. */
import { openRegistry, type Change, type Registry } from '@nearhop/registry';
import type { RaceOrder, RaceReport } from './claim-race-messages.ts';
import { findTouching } from './claim-race-sweep.ts';

const [role = '', store = ''] = process.argv.slice(2);
const registry = await openRegistry(store, { access: role === 'racer' ? 'write' : 'follow' });
const report = (message: RaceReport) => process.send?.(message);

if (role === 'racer') race();
else await readUntilStopped();

function race(): void {
  let prepared: Extract<RaceOrder, { kind: 'prepare' }> = { kind: 'prepare', round: -1, changes: [] };
  process.on('message', (order: RaceOrder) => {
    if (order.kind === 'stop') process.exit(0);
    if (order.kind === 'prepare') {
      prepared = order;
      report({ kind: 'ready' });
      return;
    }
    while (Date.now() < order.atMs); // all processes leave at one instant, which no timer is good enough for
    void fire(prepared.round, prepared.changes).then(report);
  });
  report({ kind: 'ready' });
}

async function fire(round: number, changes: readonly Change[]): Promise<RaceReport> {
  const won: string[] = [];
  const odd: string[] = [];
  let lost = 0;
  await Promise.all(
    changes.map(async (change) => {
      const id = change.writes[0]?.id ?? '';
      const outcome = await registry
        .commit(change, [])
        .catch((error: unknown) => ({ kind: 'threw', error: String(error) }) as const);
      if (outcome.kind === 'committed') won.push(id);
      else if (outcome.kind === 'overlap') lost++;
      else odd.push(`${id}: ${JSON.stringify(outcome)}`);
    }),
  );
  return { kind: 'fired', round, won, lost, odd };
}

/** Takes one snapshot after another, and looks for blocks that touch: each is another customer's. */
async function readUntilStopped(): Promise<void> {
  const stop = new AbortController();
  process.on('message', () => stop.abort());
  report({ kind: 'ready' });
  const overlaps: string[] = [];
  let snapshots = 0;
  while (!stop.signal.aborted) {
    const touching = findTouching(await validPrefixes(registry));
    snapshots++;
    if (touching !== undefined) overlaps.push(touching);
    await Bun.sleep(1); // leaves the racers a core
  }
  report({ kind: 'read', snapshots, overlaps });
  process.on('message', () => process.exit(0));
}

async function validPrefixes(registry: Registry): Promise<string[]> {
  const prefixes: string[] = [];
  for await (const page of (await registry.snapshot()).pages) {
    for (const record of page) {
      if (record.kind === 'claim' && record.value.state === 'valid') prefixes.push(record.value.prefix);
    }
  }
  return prefixes;
}
