import type { AdminState, Origin } from '@nearhop/contracts';

/** What the node has been told: by control, or by its origins file. Immutable; each change is a new one. */
export interface NodeState {
  readonly enabled: boolean;
  readonly adminState: AdminState['state'];
  /** Until then it serves nothing but what proves it. A node that stands alone needs none. */
  readonly activated: boolean;
  readonly origins: readonly Origin[];
  readonly limits: NodeLimits;
}

export interface NodeLimits {
  /** To all devices together; null for no limit. */
  readonly maxEgressBytesPerSecond: number | null;
}

/** Why no new request is served now. Transfers under way end in peace. */
export type NotServing = 'disabled' | 'not-activated' | 'down';

/** A node that drains serves whoever still comes: it is the routers that send nobody any more. */
export function notServing({ enabled, activated, adminState }: NodeState): NotServing | undefined {
  if (!enabled) return 'disabled';
  if (!activated) return 'not-activated';
  return adminState === 'down' ? 'down' : undefined;
}
