import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AddressPolicy, Prefix } from '@nearhop/ip';
import { Management, randomNodeId } from '@nearhop/management';
import { openRegistry } from '@nearhop/registry';
import { startControl, type ControlProcess } from '../../harness/control-process.ts';
import { seededRandom } from '../../harness/random.ts';
import { startRouter, type RouterProcess } from '../../harness/router-process.ts';
import { waitUntil } from '../../harness/wait-until.ts';
import type { Check, CheckRun, Finding } from '../check.ts';
import { differenceOf, firstChoices } from './first-choices.ts';
import { clientsOf, TRAFFIC_CUSTOMERS, trafficNodes, zipfNetworks, type WeightedNetwork } from './traffic-world.ts';
import { TRAFFIC_WRITES, TrafficWriter, type TrafficWrite } from './traffic-writes.ts';

const CLIENTS = { full: 40_000, short: 20_000 };
const ROUNDS = { full: 6, short: 1 };
const MOST_POINTS = 1;
/** So many clients must have been reported for shares that are true to a fraction of a point. */
const REPORTED_CLIENTS = 200_000;
const REPORTS_MS = 180_000;

const LIMIT = `<= ${MOST_POINTS} point between any predicted share and the real one`;

/** What a dry run says would move, against what routers answer after the write, by a distribution that the request names. */
export const dryRunByFile: Check = {
  name: "a dry run's shares are those of the real answers after the write, by a replay file",
  limit: LIMIT,
  atLeast: { full: TRAFFIC_WRITES.length * ROUNDS.full, short: TRAFFIC_WRITES.length },
  run: (run) =>
    onStage(run, {}, async (stage) => {
      const { status, body } = await stage.control.ask('POST', '/v1/traffic', { body: { networks: stage.networks } });
      if (status !== 201) throw new Error(`The traffic was not kept: ${status} ${JSON.stringify(body)}`);
      const networks = stage.networks.map(({ prefix, weight }) => ({ prefix: Prefix.parse(prefix), weight }));
      const named = { id: (body as { id: string }).id, networks };
      const kinds = Array.from({ length: ROUNDS[run.form] }, () => TRAFFIC_WRITES).flat();
      return compareWrites(run, { ...stage, named }, kinds);
    }),
};

/**
 * The same by what a router reported of the requests that it answered before. The writes are followed on another one: reports tell of blocks
 * as they were, so that what is asked while blocks come and go would be counted for the blocks around.
 */
export const dryRunByReports: Check = {
  name: "a dry run's shares are those of the real answers after the write, by the routers' reports",
  limit: LIMIT,
  atLeast: { full: 6 },
  run: (run) =>
    onStage(run, { reports: true }, async (stage) => {
      const { control, reporter, clients, revision } = stage;
      const isReported = async () => {
        await firstChoices(reporter, clients, revision);
        const traffic = await reportedTraffic(control);
        run.progress(`${Math.round(traffic?.requests ?? 0)} clients are reported`);
        return (traffic?.requests ?? 0) >= REPORTED_CLIENTS;
      };
      await waitUntil('the router has reported its clients', isReported, REPORTS_MS);
      const kinds: TrafficWrite[] = ['disable', 'enable', 'change egress', 'edit claims', 'delete', 'roll back'];
      return compareWrites(run, { ...stage, named: undefined }, kinds);
    }),
};

interface Stage {
  readonly control: ControlProcess;
  readonly router: RouterProcess;
  /** The one that reports to control, where there is one apart. */
  readonly reporter: RouterProcess;
  readonly administrator: Management;
  readonly networks: readonly WeightedNetwork[];
  readonly clients: readonly string[];
  /** The revision after the world was made. */
  readonly revision: number;
}

async function compareWrites(
  { seed, progress }: CheckRun,
  stage: Stage & { readonly named: ConstructorParameters<typeof TrafficWriter>[0]['named'] },
  kinds: readonly TrafficWrite[],
): Promise<Finding> {
  const { router, clients } = stage;
  const writer = new TrafficWriter({ ...stage, random: seededRandom(seed + 7) });
  let { revision } = stage;
  let before = await firstChoices(router, clients, revision);
  const wrong: string[] = [];
  let largest = { points: 0, text: 'none' };
  let moved = 0;
  for (const kind of kinds) {
    const write = await writer.plan(kind);
    const { traffic } = await write.dryRun();
    if (traffic === undefined) throw new Error(`The dry run of "${write.what}" says nothing of the traffic`);
    ({ revision } = await write.make());
    await followed(router, revision);
    const after = await firstChoices(router, clients, revision);
    const difference = differenceOf(traffic, before, after);
    moved += difference.moved;
    const text = `${write.what}: ${difference.points.toFixed(2)} points (${difference.where}), ${(difference.moved * 100).toFixed(1)} % moved`;
    progress(text);
    if (difference.points > MOST_POINTS) wrong.push(text);
    if (difference.points > largest.points) largest = { points: difference.points, text };
    before = after;
  }
  // Writes that move nobody are foretold easily.
  const isMoving = moved / kinds.length > 0.002;
  const figure = `largest ${largest.text}; ${((moved * 100) / kinds.length).toFixed(1)} % moved on average; ${clients.length} clients`;
  return { figure, tried: kinds.length, ok: wrong.length === 0 && isMoving, wrong };
}

async function followed(router: RouterProcess, revision: number): Promise<void> {
  const stands = async () => ((await router.ask('192.0.2.1')).revision ?? 0) >= revision;
  await waitUntil(`the router stands at revision ${revision}`, stands, 20_000);
}

async function reportedTraffic(control: ControlProcess): Promise<{ readonly requests: number } | undefined> {
  const path = '/v1/nodes/acme-whole?dryRun=true';
  const { body } = await control.ask('PATCH', path, { headers: { 'If-Match': '*' }, body: { maxEgressMbps: 1 } });
  return (body as { traffic?: { requests: number } }).traffic;
}

/** Control and a router over one store with the world in it. */
async function onStage(
  { form, seed }: CheckRun,
  { reports = false }: { readonly reports?: boolean },
  use: (stage: Stage) => Promise<Finding>,
): Promise<Finding> {
  const directory = await mkdtemp(join(tmpdir(), 'nearhop-dry-run-'));
  const store = `sqlite:${join(directory, 'registry.db')}`;
  const random = seededRandom(seed);
  const registry = await openRegistry(store, { access: 'write' });
  const closing: (() => Promise<unknown>)[] = [() => rm(directory, { recursive: true }), () => registry.close()];
  const routerOn = async (name: string, env: Readonly<Record<string, string>>) => {
    const router = await startRouter({ store, dataDirectory: join(directory, name), env });
    closing.push(() => router.process.stop());
    return router;
  };
  try {
    const policy = new AddressPolicy({ privateNetworks: [], lab: false });
    const dependencies = { registry, now: () => new Date(), newId: randomNodeId };
    const administrator = new Management({ policy, authority: 'administrator' }, dependencies);
    for (const id of TRAFFIC_CUSTOMERS) await administrator.createCustomer({ id }, { by: 'prove' });
    for (const node of trafficNodes(random)) await administrator.createNode(node, { by: 'prove' });
    const { revision } = await administrator.position();
    const control = await startControl({ store });
    closing.push(() => control.stop());
    const router = await routerOn('router', {});
    const reporter = reports ? await routerOn('reporter', { NEARHOP_ROUTER_CONTROL_URL: control.url }) : router;
    await followed(router, revision);
    await followed(reporter, revision);
    const networks = zipfNetworks(random);
    const clients = clientsOf(networks, CLIENTS[form], random);
    return await use({ control, router, reporter, administrator, networks, clients, revision });
  } finally {
    for (const close of closing.toReversed()) await close();
  }
}
