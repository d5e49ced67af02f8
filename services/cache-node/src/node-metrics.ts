import type { StoreStats } from '@nearhop/cache-store';
import type { Http1Listener } from '@nearhop/http1';
import type { Meters } from '@nearhop/service-kit';
import { REFUSED_REQUESTS } from './content/content-handler.ts';
import type { CacheNodeContext } from './context.ts';
import { ANSWER_KINDS } from './counters.ts';

/** Registers what the node says of itself. Numbers are read when somebody asks for them. */
export function registerMetrics(
  meters: Meters,
  context: CacheNodeContext,
  listener: Http1Listener,
  stats: () => StoreStats | undefined,
): void {
  const { counters, accessLog } = context;
  meters.counter('nearhop_cache_answers_total', 'Answers to devices, by how they came about', (observe) => {
    for (const kind of ANSWER_KINDS) observe(counters.answers[kind], { kind });
  });
  meters.counter('nearhop_cache_refused_total', 'Requests that the node answered no, by why', (observe) => {
    for (const why of REFUSED_REQUESTS) observe(counters.refused[why], { why });
  });
  meters.counter('nearhop_cache_egress_bytes_total', 'Bytes of bodies that the kernel took', (observe) =>
    observe(counters.egressBytes),
  );
  meters.counter('nearhop_cache_hit_bytes_total', 'Bytes served that no origin was asked for', (observe) =>
    observe(counters.hitBytes),
  );
  meters.counter('nearhop_cache_miss_bytes_total', 'Bytes served that an origin was asked for', (observe) =>
    observe(counters.missBytes),
  );
  meters.counter('nearhop_cache_cut_total', 'Transfers that were cut', (observe) => observe(counters.cut));
  meters.counter('nearhop_cache_failed_total', 'Requests that a fault of the node left unanswered', (observe) =>
    observe(counters.failed + listener.counters.failed),
  );
  meters.counter('nearhop_cache_access_log_lost_total', 'Lines of the access log that were lost', (observe) =>
    observe(accessLog?.lostLines ?? 0),
  );
  meters.gauge('nearhop_cache_connections', 'Open connections of devices', (observe) =>
    observe(listener.counters.openConnections),
  );
  observeDrives(meters, stats);
}

function observeDrives(meters: Meters, stats: () => StoreStats | undefined): void {
  const each = (act: (drive: StoreStats['drives'][number]) => void): void => stats()?.drives.forEach(act);
  meters.gauge('nearhop_cache_drive_used_bytes', 'Bytes that the cache takes of a drive', (observe) =>
    each(({ directory, usedBytes }) => observe(usedBytes, { drive: directory })),
  );
  meters.gauge('nearhop_cache_drive_size_bytes', 'Bytes that the cache may take of a drive', (observe) =>
    each(({ directory, sizeBytes }) => observe(sizeBytes, { drive: directory })),
  );
  meters.gauge('nearhop_cache_drive_aside', '1 for a drive that is set aside', (observe) =>
    each(({ directory, state }) => observe(state === 'aside' ? 1 : 0, { drive: directory })),
  );
  meters.counter('nearhop_cache_drive_fetched_bytes_total', 'Bytes that origins sent for a drive', (observe) =>
    each(({ directory, counters }) => observe(counters.fetchedBytes, { drive: directory })),
  );
  meters.counter('nearhop_cache_drive_evicted_bytes_total', 'Bytes that made room on a drive', (observe) =>
    each(({ directory, counters }) => observe(counters.evictedBytes, { drive: directory })),
  );
  meters.counter('nearhop_cache_drive_damaged_slices_total', 'Slices that were not what was written', (observe) =>
    each(({ directory, counters }) => observe(counters.damagedSlices, { drive: directory })),
  );
}
