import type { Check } from '../check.ts';
import { blockedDrive } from './blocked-drive.ts';
import { failingDisk, refusingDisk, tinyDisk } from './disk-faults.ts';
import { hardBound } from './hard-bound.ts';
import { killedNode } from './kill-rounds.ts';
import { lyingOrigin } from './lying-origin.ts';
import { originDown, stalledOrigin } from './origin-failures.ts';
import { stalledClients } from './stalled-clients.ts';

/** What must hold of a cache node's bytes, bounds and manners whatever fails around it. */
export const cacheFaultChecks: readonly Check[] = [
  killedNode,
  failingDisk,
  refusingDisk,
  tinyDisk,
  lyingOrigin,
  stalledClients,
  hardBound,
  originDown,
  stalledOrigin,
  blockedDrive,
];
