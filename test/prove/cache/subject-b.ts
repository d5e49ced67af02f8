import type { Check } from '../check.ts';
import { blockedDrive } from './blocked-drive.ts';
import { controlDown } from './control-down.ts';
import { damagedFiles } from './damaged-files.ts';
import { disabledNode } from './disabled-node.ts';
import { failingDisk, refusingDisk, tinyDisk } from './disk-faults.ts';
import { hardBound } from './hard-bound.ts';
import { killedNode } from './kill-rounds.ts';
import { lyingOrigin } from './lying-origin.ts';
import { originDown } from './origin-down.ts';
import { stalledClients } from './stalled-clients.ts';
import { stalledOrigin } from './stalled-origin.ts';

/** What must hold of a cache node's bytes, bounds and manners whatever fails around it. */
export const cacheFaultChecks: readonly Check[] = [
  killedNode,
  failingDisk,
  refusingDisk,
  tinyDisk,
  damagedFiles,
  lyingOrigin,
  stalledClients,
  hardBound,
  originDown,
  stalledOrigin,
  blockedDrive,
  controlDown,
  disabledNode,
];
