import type { ReadinessCheck } from '@nearhop/service-kit';
import type { Fleet } from './fleet.ts';
import type { RouterProcess } from './router-process.ts';

/**
 * Ready means: devices get answers from a table. Alarms are listed and do not make it unready, because a balancer that
 * takes a router away for them takes away the last good table too.
 */
export function routerChecks(fleet: Fleet, first: RouterProcess): readonly ReadinessCheck[] {
  const { state, standing, config } = first.context;
  const { table } = state;
  return [
    {
      name: 'table',
      ok: table !== undefined,
      detail: {
        revision: standing.revision,
        health: standing.health,
        since: standing.since,
        blocks: table?.blocks.size ?? 0,
        nodes: table?.nodes.size ?? 0,
        origins: table?.origins.size ?? 0,
      },
    },
    { name: 'alarms', ok: true, detail: fleet.alarms() },
    {
      name: 'overrides',
      ok: true,
      detail: { file: config.overridesFile, inForce: Object.fromEntries(state.overrides) },
    },
    { name: 'processes', ok: true, detail: { running: fleet.reports().length, of: fleet.size } },
  ];
}
