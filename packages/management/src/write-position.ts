import type { Position } from '@nearhop/contracts';
import type { RegistryPosition } from '@nearhop/registry';

/** What a write's answer says of where the registry stands. */
export function positionOf({ lineage, revision, chain }: RegistryPosition): Position {
  return { lineage, revision, chain };
}
