import type { Check } from '../check.ts';
import { leaverCostsNothing, oneObjectOnce, oneSliceOnce } from './collapsing.ts';
import { rfc9111Suite } from './conformance/rfc9111-suite.ts';
import { rangesCostTheirSlices } from './range-costs.ts';
import { requestsSeen } from './requests-seen.ts';
import { peersScenarios } from './scenarios/scenarios.ts';
import { seedVerification } from './seed-check.ts';
import { specialAddressesStayUntouched } from './ssrf/special-addresses.ts';

/** What a cache node does right when nothing fails, and what nobody may make it do. */
export const cacheMannerChecks: readonly Check[] = [
  seedVerification,
  rfc9111Suite,
  oneSliceOnce,
  oneObjectOnce,
  leaverCostsNothing,
  rangesCostTheirSlices,
  peersScenarios,
  requestsSeen,
  specialAddressesStayUntouched,
];
