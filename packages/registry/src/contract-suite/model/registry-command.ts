import type { AsyncCommand } from 'fast-check';
import type { Registry } from '../../registry.ts';
import type { RegistryPosition } from '../../revision.ts';
import type { FreshRegistry } from '../fresh-registry.ts';
import type { RegistryOracle } from './registry-oracle.ts';

/** What is under test, and the positions that its commits answered, by revision. */
export interface Subject {
  readonly fresh: FreshRegistry;
  registry: Registry;
  readonly positions: RegistryPosition[];
}

export type RegistryCommand = AsyncCommand<RegistryOracle, Subject>;
