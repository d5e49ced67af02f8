import { REASONS } from '@nearhop/contracts';
import type { Meters } from '@nearhop/service-kit';
import { REDIRECT_RESULTS } from './counters.ts';
import type { Fleet } from './fleet.ts';
import type { RouterProcess } from './router-process.ts';

/** Registers what the router says of itself. Numbers are read when somebody asks for them. */
export function registerMetrics(meters: Meters, fleet: Fleet, first: RouterProcess): void {
  meters.counter('nearhop_router_answers_total', 'Answers to devices, by reason', (observe) => {
    const { answers } = fleet.counters();
    for (const reason of REASONS) observe(answers[reason], { reason });
  });
  meters.counter('nearhop_router_not_modified_total', 'Answers that were 304, of all answers', (observe) =>
    observe(fleet.counters().notModified),
  );
  meters.counter('nearhop_router_redirects_total', 'Redirects, by where they led', (observe) => {
    const { redirects } = fleet.counters();
    for (const to of REDIRECT_RESULTS) observe(redirects[to], { to });
  });
  meters.counter('nearhop_router_refused_total', 'Requests for what does not exist', (observe) =>
    observe(fleet.counters().refused),
  );
  meters.counter('nearhop_router_failed_total', 'Requests that a fault of the router left unanswered', (observe) =>
    observe(fleet.counters().failed),
  );
  meters.gauge('nearhop_router_connections', 'Open connections of devices', (observe) =>
    observe(fleet.reports().reduce((sum, { connections }) => sum + connections, 0)),
  );
  meters.gauge('nearhop_router_processes', 'Processes that answer devices', (observe) =>
    observe(fleet.reports().length),
  );
  meters.gauge('nearhop_router_revision', 'Revision of the table: the lowest of all processes', (observe) =>
    observe(Math.min(...fleet.reports().map(({ revision }) => revision))),
  );
  meters.gauge('nearhop_router_health_number', 'Number of the health vector: the lowest of all processes', (observe) =>
    observe(Math.min(...fleet.reports().map(({ health }) => health))),
  );
  meters.gauge('nearhop_router_alarm', '1 for each alarm that stands', (observe) => {
    for (const { code } of fleet.alarms()) observe(1, { code });
  });
  const { state } = first.context;
  meters.gauge('nearhop_router_overrides', 'Break-glass overrides in force', (observe) =>
    observe(state.overrides.size),
  );
  meters.gauge('nearhop_router_blocks', 'Blocks of the table', (observe) => observe(state.table?.blocks.size ?? 0));
  meters.gauge('nearhop_router_nodes', 'Cache nodes of the table', (observe) => observe(state.table?.nodes.size ?? 0));
}
