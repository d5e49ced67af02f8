import type { Check } from '../check.ts';
import { addressFuzz, forwardedSpoofing, spoofingOverHttp } from './address-checks.ts';
import { claimRace } from './claim-checks.ts';
import { healthSwitch } from './health-switch.ts';
import { lookupSpeed } from './lookup-speed.ts';
import { pendingClaims } from './pending-claims.ts';
import { plantedBlock, realAnswers, routerMemory } from './real-answers.ts';
import { realImport } from './real-import.ts';
import { foreignRedirects } from './redirect-checks.ts';
import { routerRestart, storeFaults } from './router-survival.ts';
import { tableChecks } from './table-checks.ts';

/** A right answer on real input. */
export const routingChecks: readonly Check[] = [
  addressFuzz,
  forwardedSpoofing,
  spoofingOverHttp,
  foreignRedirects,
  ...tableChecks,
  ...lookupSpeed,
  realImport,
  realAnswers,
  plantedBlock,
  routerMemory,
  healthSwitch,
  pendingClaims,
  routerRestart,
  storeFaults,
  claimRace,
];
