import { randomInteger } from '../../harness/random.ts';
import { waitUntil } from '../../harness/wait-until.ts';
import type { ClusterDeployment } from './cluster-deployment.ts';
import type { Disturbance } from './failover-campaign.ts';

const KEYS_AT_ONCE = 3;
const MIGRATE_TIMEOUT_MS = 5_000;
const FAILOVER_TIMEOUT_MS = 30_000;
const QUICK_RESTART_SHARE = 0.25;

export const RESHARDING: readonly Disturbance<ClusterDeployment>[] = [
  {
    name: 'the slot moved to another master',
    async happen(cluster, master, random, struck) {
      const others = (await cluster.masters()).filter((id) => id !== master);
      const to = others[randomInteger(random, others.length)] ?? '';
      await moveSlot(cluster, master, to, struck);
    },
  },
];

export const CLUSTER_FAILOVERS: readonly Disturbance<ClusterDeployment>[] = [
  {
    name: "the slot's master killed with -9",
    async happen(cluster, master, random, struck) {
      const { server } = cluster.withId(master);
      const [replica = ''] = await cluster.replicasOf(master);
      await server.kill();
      struck();
      if (random() >= QUICK_RESTART_SHARE) await untilPromoted(cluster, replica);
      await server.restart();
    },
  },
  ...(['', 'FORCE', 'TAKEOVER'] as const).map((how) => ({
    name: `CLUSTER FAILOVER ${how}`.trim(),
    async happen(cluster: ClusterDeployment, master: string, _random: () => number, struck: () => void) {
      const [replica = ''] = await cluster.replicasOf(master);
      await cluster.admin(replica).call('CLUSTER', 'FAILOVER', ...(how === '' ? [] : [how]));
      struck();
      await untilPromoted(cluster, replica);
    },
  })),
];

async function untilPromoted(cluster: ClusterDeployment, replica: string): Promise<void> {
  const isMaster = async () => (await cluster.admin(replica).info('replication')).includes('role:master');
  await waitUntil('the replica is master', isMaster, FAILOVER_TIMEOUT_MS);
}

/** As `redis-cli --cluster reshard` does it: both sides are told, keys go over a few at a time, then everybody is told. */
async function moveSlot(cluster: ClusterDeployment, from: string, to: string, struck: () => void): Promise<void> {
  const { slot } = cluster;
  const [source, target] = [cluster.admin(from), cluster.admin(to)];
  const { port } = cluster.withId(to).server;
  await target.call('CLUSTER', 'SETSLOT', slot, 'IMPORTING', from);
  await source.call('CLUSTER', 'SETSLOT', slot, 'MIGRATING', to);
  struck();
  for (;;) {
    const keys = (await source.call('CLUSTER', 'GETKEYSINSLOT', slot, KEYS_AT_ONCE)) as string[];
    if (keys.length === 0) break;
    await source.call('MIGRATE', '127.0.0.1', port, '', 0, MIGRATE_TIMEOUT_MS, 'KEYS', ...keys);
  }
  for (const id of [to, from, ...(await cluster.masters())]) {
    await cluster.admin(id).call('CLUSTER', 'SETSLOT', slot, 'NODE', to);
  }
}
