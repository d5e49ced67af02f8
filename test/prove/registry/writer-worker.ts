/** A process of writers and one follower: `bun writer-worker.ts <WritersOptions as JSON>`, spoken to over IPC. */
import {
  openRegistry,
  OutcomeUnknownError,
  RegistryUnavailableError,
  Replica,
  type Change,
  type Registry,
} from '@nearhop/registry';
import { seededRandom } from '../../harness/random.ts';
import { keysView } from './keys-view.ts';
import type { Attempt, Sighting, WriterOrder, WriterReport, WritersOptions } from './writer-messages.ts';

const REPORT_EVERY_MS = 50;
const RETRY_AFTER_MS = 50;
/** So many of the commits whose outcome is unknown are left at that. */
const ABANDONED_SHARE = 0.2;
const CATCH_UP_TIMEOUT_MS = 30_000;

const options = JSON.parse(process.argv[2] ?? '{}') as WritersOptions;
const { store, acks } = options;
const random = seededRandom(options.seed);
const report = (message: WriterReport) => void process.send?.(message);
let restMs = 100;
const draining = new AbortController();
const finish = Promise.withResolvers<void>();
let attempts: Attempt[] = [];
let sightings: Sighting[] = [];

const log = { info() {}, warn() {}, error() {} };
const open = () => openRegistry(store, { access: 'follow' });
const follower = new Replica({ directory: null, snapshotEveryMs: 60_000 }, { open, view: keysView, log });
follower.onChange(() => {
  const { position } = follower;
  if (position !== undefined) sightings.push({ revision: position.revision, chain: position.chain });
});

const registries = await Promise.all(
  Array.from({ length: options.writers }, () =>
    openRegistry(store, { access: 'write', ...(acks !== undefined && { acks }) }),
  ),
);
await follower.start();
process.on('message', (order: WriterOrder) => {
  if (order.kind === 'pace') ({ restMs } = order);
  else if (order.kind === 'drain') draining.abort();
  else finish.resolve();
});
process.on('disconnect', () => process.exit(1));
report({ kind: 'ready' });
const reporting = setInterval(flush, REPORT_EVERY_MS);
await Promise.all(registries.map((registry, index) => writeUntilStopped(registry, `${options.name}${index}`)));
flush();
report({ kind: 'drained' });
await finish.promise;
await catchUp(registries[0] as Registry); // there is at least one writer
await follower.stop();
clearInterval(reporting);
flush();
report({ kind: 'stopped', records: [...(follower.state ?? [])] });

function flush(): void {
  if (attempts.length + sightings.length === 0) return;
  report({ kind: 'seen', attempts, sightings });
  attempts = [];
  sightings = [];
}

async function writeUntilStopped(registry: Registry, writer: string): Promise<void> {
  for (let count = 0; !draining.signal.aborted; count++) {
    await settle(registry, `${writer}-${count}`);
    await Bun.sleep(restMs * (0.5 + random()));
  }
}

/** Tries until the commit is acknowledged; now and then gives one up whose outcome nobody knows. */
async function settle(registry: Registry, key: string): Promise<void> {
  const value = { id: key, name: key, asns: [] };
  const change: Change = {
    writes: [{ kind: 'customer', id: key, value }],
    by: 'local:writer@test',
    why: null,
    at: new Date().toISOString(),
    idempotencyKey: key,
  };
  for (;;) {
    const startedAtMs = Date.now();
    const outcome = await attempt(registry, change);
    attempts.push({ key, startedAtMs, endedAtMs: Date.now(), outcome });
    if (outcome.kind === 'acknowledged' || outcome.kind === 'odd') return;
    if (outcome.kind === 'unknown' && !draining.signal.aborted && random() < ABANDONED_SHARE) return;
    await Bun.sleep(RETRY_AFTER_MS);
  }
}

async function attempt(registry: Registry, change: Change): Promise<Attempt['outcome']> {
  try {
    const outcome = await registry.commit(change, []);
    if (outcome.kind !== 'committed') return { kind: 'odd', why: JSON.stringify(outcome) };
    const { revision, chain } = outcome.position;
    return { kind: 'acknowledged', revision, chain, previously: outcome.repeated };
  } catch (error) {
    if (error instanceof OutcomeUnknownError) return { kind: 'unknown', why: error.message };
    if (error instanceof RegistryUnavailableError) return { kind: 'unavailable', why: error.message };
    return { kind: 'odd', why: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

async function catchUp(registry: Registry): Promise<void> {
  const deadline = performance.now() + CATCH_UP_TIMEOUT_MS;
  while (performance.now() < deadline) {
    const { revision } = await registry.position().catch(() => ({ revision: Number.POSITIVE_INFINITY }));
    if ((follower.position?.revision ?? 0) >= revision) return;
    await Bun.sleep(20);
  }
}
