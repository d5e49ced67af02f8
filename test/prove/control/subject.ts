import type { Check } from '../check.ts';
import { interruptedActivation, revokedCredential, rightNode } from './activation.ts';
import { allowanceOnRedis, allowanceOnSqlite } from './allowance.ts';
import { dryRunByFile, dryRunByReports } from './dry-run.ts';
import { hiddenKeys } from './hidden-keys.ts';
import { hostileProofs } from './hostile-proofs.ts';
import { controlKills, storeKills } from './kills.ts';
import { pendingProperty } from './pending-property.ts';
import { rollbackHistories } from './rollback.ts';
import { managementThroughput } from './throughput.ts';

/** Operators' rules: address space, activation, history, and what becomes of them when something dies. */
export const controlChecks: readonly Check[] = [
  allowanceOnSqlite,
  allowanceOnRedis,
  pendingProperty,
  rightNode,
  hostileProofs,
  revokedCredential,
  interruptedActivation,
  hiddenKeys,
  rollbackHistories,
  dryRunByFile,
  dryRunByReports,
  controlKills,
  storeKills,
  ...managementThroughput,
];
