import { waitUntil } from '../../harness/wait-until.ts';
import type { Disturbance } from './failover-campaign.ts';
import { castAround, PARTITIONS, type Partition } from './partitions.ts';
import type { SentinelDeployment } from './sentinel-deployment.ts';

const PARTITION_MS = 6_000;
const FAILOVER_TIMEOUT_MS = 30_000;
/** So many killed masters are back before anybody has missed them, */
const QUICK_RESTART_SHARE = 0.15;
/** and so many just when they are being replaced, so that for a moment there may be two. */
const LATE_RESTART_SHARE = 0.25;
const LATE_RESTART_MS = { from: 700, span: 1_300 };

export const SENTINEL_PARTITIONS: readonly Disturbance<SentinelDeployment>[] = PARTITIONS.map(lasting);

export const SENTINEL_KILLS: readonly Disturbance<SentinelDeployment>[] = [
  {
    name: 'the master killed with -9',
    async happen(deployment, master, random, struck) {
      const server = deployment.server(master);
      await server.kill();
      struck();
      const dice = random();
      if (dice < LATE_RESTART_SHARE) await Bun.sleep(LATE_RESTART_MS.from + random() * LATE_RESTART_MS.span);
      else if (dice < 1 - QUICK_RESTART_SHARE) await untilReplaced(deployment, master);
      await server.start();
    },
  },
];

async function untilReplaced(deployment: SentinelDeployment, master: string): Promise<void> {
  const isReplaced = async () => ![undefined, master].includes(await deployment.master());
  await waitUntil('another master is named', isReplaced, FAILOVER_TIMEOUT_MS);
}

/** A partition that is healed after 6 s. */
function lasting(partition: Partition): Disturbance<SentinelDeployment> {
  return {
    name: partition.name,
    async happen({ network }, master, random, struck) {
      partition.cut(network, castAround(master, random));
      struck();
      await Bun.sleep(PARTITION_MS);
      network.heal();
    },
  };
}
