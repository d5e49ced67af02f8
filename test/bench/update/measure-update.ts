import { claimId, type Claim } from '@nearhop/contracts';
import { openRegistry } from '@nearhop/registry';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../../harness/free-port.ts';
import { runNearhop } from '../../harness/nearhop-process.ts';
import { startRedis } from '../../harness/redis-servers.ts';
import { startRouter, type RouterProcess } from '../../harness/router-process.ts';
import { waitUntil } from '../../harness/wait-until.ts';
import { allNodes, mustCommit } from '../../prove/routing/dressed-world.ts';
import { clientSampler, toImportCsv, type RealWorld } from '../../prove/routing/real-world.ts';
import { startPacedLoad } from './paced-load.ts';
import { startPeer, type UpdatablePeer } from './updatable-peers.ts';
import { latencies, timeToVisible, type Latencies } from './time-to-visible.ts';

export interface UpdateOptions {
  readonly directory: string;
  readonly world: RealWorld;
  readonly updates: number;
  readonly peerUpdates: number;
  readonly ratePerSecond: number;
  readonly progress: (text: string) => void;
}

export interface UpdateFigures {
  /** From before the commit until both routers answered by it. */
  readonly nearhop: Latencies;
  readonly nginxReload: Latencies;
  readonly haproxySetMap: Latencies;
  /** Of the load that the two routers carried meanwhile. */
  readonly load: { readonly answered: number; readonly failed: number };
}

/** Documentation space, which the real table leaves free: the block that is moved to and fro. */
const CLIENT = '198.51.100.7';
const BLOCK = '198.51.100.0/24';

/** How long until a change is what devices are told: two routers through Redis under load, beside a reload and a map entry. */
export async function measureUpdate(options: UpdateOptions): Promise<UpdateFigures> {
  const clients = sampleClients(options.world);
  const ours = await measureNearhop(options, clients);
  const peers: Latencies[] = [];
  for (const kind of ['nginx', 'haproxy'] as const) {
    const peer = await startPeer(kind, options.world, {
      directory: options.directory,
      port: freePort(),
      client: CLIENT,
      block: BLOCK,
    });
    peers.push(await measurePeer(peer, options, clients));
    options.progress(`${kind}: ${JSON.stringify(peers.at(-1))}`);
  }
  const [nginxReload, haproxySetMap] = peers as [Latencies, Latencies];
  return { ...ours, nginxReload, haproxySetMap };
}

async function measureNearhop(options: UpdateOptions, clients: readonly string[]) {
  const redis = await startRedis();
  const store = `redis://127.0.0.1:${redis.port}`;
  const csv = join(options.directory, 'update.csv');
  writeFileSync(csv, toImportCsv(options.world));
  options.progress(`importing ${options.world.blocks.length} blocks into Redis`);
  await runNearhop(['import', csv], { env: { NEARHOP_STORE: store } });
  const env = { NEARHOP_PRIVATE_NETWORKS: BLOCK };
  const routers = await Promise.all(
    [1, 2].map((index) => startRouter({ store, dataDirectory: join(options.directory, `update-${index}`), env })),
  );
  const registry = await openRegistry(store, { access: 'write' });
  const [first, second] = (await allNodes(registry))
    .map(({ value }) => value)
    .filter(({ servers }) => servers.ipv4 !== undefined);
  if (first === undefined || second === undefined) throw new Error('The table has no two nodes');
  const loads = routers.map(({ port }) => startPacedLoad(port, clients, options.ratePerSecond));
  await allStand(routers, (await registry.position()).revision);
  const claimOf = ({ id, customer }: { id: string; customer: string }): Claim => ({
    node: id,
    customer,
    prefix: BLOCK,
    state: 'valid',
    shared: false,
  });
  const samples: number[] = [];
  for (let turn = 0; turn < options.updates; turn++) {
    const [from, to] = turn % 2 === 0 ? [second, first] : [first, second];
    const change = () =>
      mustCommit(registry, [
        { kind: 'claim', id: claimId(claimOf(from)), value: null },
        { kind: 'claim', id: claimId(claimOf(to)), value: claimOf(to) },
      ]);
    const servers = routers.map(({ port }) => `http://127.0.0.1:${port}`);
    samples.push(await timeToVisible(change, servers, CLIENT, (answer) => answer.includes(`"${to.name}"`)));
    if (turn % 100 === 99) options.progress(`${turn + 1} commits: ${JSON.stringify(latencies(samples))}`);
  }
  const counts = loads.map((load) => load.counts());
  for (const load of loads) load.stop();
  await registry.close();
  await Promise.all(routers.map(({ process }) => process.stop()));
  await redis.stop();
  const sum = (of: 'answered' | 'failed') => counts.reduce((total, each) => total + each[of], 0);
  return { nearhop: latencies(samples), load: { answered: sum('answered'), failed: sum('failed') } };
}

async function measurePeer(
  peer: UpdatablePeer,
  options: UpdateOptions,
  clients: readonly string[],
): Promise<Latencies> {
  const load = startPacedLoad(peer.port, clients, options.ratePerSecond);
  const samples: number[] = [];
  for (let turn = 0; turn < options.peerUpdates; turn++) {
    const node = `moved-${turn}`;
    const servers = [`http://127.0.0.1:${peer.port}`];
    samples.push(
      await timeToVisible(
        () => peer.moveTo(node),
        servers,
        CLIENT,
        (answer) => answer.includes(`"${node}"`),
      ),
    );
  }
  load.stop();
  await peer.stop();
  return latencies(samples);
}

async function allStand(routers: readonly RouterProcess[], revision: number): Promise<void> {
  for (const router of routers) {
    await waitUntil(
      'a router stands at the last revision',
      async () => (await router.ask('1.1.1.1')).revision >= revision,
      120_000,
    );
  }
}

function sampleClients(world: RealWorld): string[] {
  const sample = clientSampler(world, 11);
  return Array.from({ length: 10_000 }, () => sample().toString());
}
