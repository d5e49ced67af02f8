import type { Check } from '../check.ts';
import { ClusterDeployment } from './cluster-deployment.ts';
import { CLUSTER_FAILOVERS, RESHARDING } from './cluster-disturbances.ts';
import { disturbSideBySide } from './side-by-side.ts';

const LIMIT = '0 acknowledged commits lost, no revision with two contents, every unknown outcome reported as such';
const make = () => new ClusterDeployment();

export const clusterResharding: Check = {
  name: 'Cluster: our slot moved from master to master while 20 clients write loses nothing',
  limit: LIMIT,
  atLeast: { full: 100 },
  run: (run) => disturbSideBySide(run, { make, disturbances: RESHARDING, count: 100, leastAcknowledged: 5 }),
};

export const clusterFailovers: Check = {
  name: 'Cluster: failovers while 20 clients write lose nothing',
  limit: LIMIT,
  atLeast: { full: 100, short: 3 },
  run: (run) =>
    disturbSideBySide(run, {
      make,
      disturbances: CLUSTER_FAILOVERS,
      count: run.form === 'full' ? 100 : 3,
      leastAcknowledged: 5,
    }),
};
