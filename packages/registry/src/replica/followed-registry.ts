import type { HealthStore, Registry } from '../registry.ts';

/** What following needs of a registry. */
export interface FollowedRegistry extends Pick<Registry, 'position' | 'snapshot' | 'changes' | 'history' | 'close'> {
  readonly health: Pick<HealthStore, 'vectors'>;
}
