import type { Meters } from './meters.ts';

/** What every process says of itself. */
export function observeProcess(meters: Meters): void {
  const startedAtMs = Date.now() - process.uptime() * 1_000;
  meters.gauge('nearhop_process_resident_memory_bytes', 'Memory of this process that is in RAM', (observe) =>
    observe(process.memoryUsage.rss()),
  );
  meters.counter('nearhop_process_cpu_seconds_total', 'CPU time that this process has used', (observe) => {
    const { user, system } = process.cpuUsage();
    observe((user + system) / 1_000_000);
  });
  meters.gauge('nearhop_process_start_time_seconds', 'When this process started, since the epoch', (observe) =>
    observe(startedAtMs / 1_000),
  );
}
