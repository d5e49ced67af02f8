import { nodeReportSchema } from '@nearhop/contracts';
import { expect, test } from 'bun:test';
import { NodeReporter } from './node-reporter.ts';

test('NodeReporter.report tells counters, drives, and the rate since the report before', () => {
  let nowMs = 5_000;
  const counters = { egressBytes: 1_000, hitBytes: 600, missBytes: 400 };
  const drive = { directory: `/srv/${'x'.repeat(200)}/drive1`, sizeBytes: 10, usedBytes: 5, state: 'aside' } as const;
  const reporter = new NodeReporter({
    counters,
    listener: { openConnections: 3, requests: 7 },
    // Of a drive it looks at these alone.
    stats: () => ({ drives: [drive as never] }),
    monotonicMs: () => nowMs,
  });
  nowMs += 2_000;
  counters.egressBytes += 1_000_000;
  const report = nodeReportSchema.parse(reporter.report());
  expect(report).toMatchObject({ uptimeSeconds: 2, connections: 3, requests: 7, hitBytes: 600, egressMbps: 4 });
  expect(report.drives).toEqual([
    { name: expect.stringMatching(/drive1$/) as string, sizeBytes: 10, usedBytes: 5, state: 'set-aside' },
  ]);
  nowMs += 1_000;
  expect(reporter.report().egressMbps).toBe(0);
});
