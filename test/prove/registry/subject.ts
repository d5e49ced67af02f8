import type { Check } from '../check.ts';
import { clusterFailovers, clusterResharding } from './cluster-checks.ts';
import { forkedHistory } from './forked-history.ts';
import { modelChecks } from './model-checks.ts';
import { redisClaimRace } from './redis-claim-race.ts';
import { redisImport, slowCommands } from './redis-import.ts';
import { redisSurvival } from './redis-survival.ts';
import { sentinelKills, sentinelPartitions, sentinelRed } from './sentinel-checks.ts';

/** The registry in Redis, through everything that can happen to it. */
export const registryChecks: readonly Check[] = [
  redisImport,
  slowCommands,
  redisSurvival,
  redisClaimRace,
  ...modelChecks,
  forkedHistory,
  clusterResharding,
  clusterFailovers,
  sentinelPartitions,
  sentinelKills,
  sentinelRed,
];
