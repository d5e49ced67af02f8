import { expect, test } from 'bun:test';
import { createMeters } from './meters.ts';

test('Meters.text reads plain numbers when asked, as Prometheus text', async () => {
  const meters = createMeters('router');
  let answers = 1;
  meters.counter('nearhop_router_answers_total', 'Answers', (observe) => observe(answers, { reason: 'matched' }));
  meters.gauge('nearhop_router_revision', 'Revision', (observe) => observe(7));
  expect(await meters.text()).toContain('nearhop_router_answers_total{reason="matched"} 1\n');
  answers = 5;
  const text = await meters.text();
  expect(text).toContain(
    '# TYPE nearhop_router_answers_total counter\nnearhop_router_answers_total{reason="matched"} 5\n',
  );
  expect(text).toContain('# TYPE nearhop_router_revision gauge\nnearhop_router_revision 7\n');
  expect(text).toMatch(/^nearhop_process_resident_memory_bytes \d+$/m);
  for (const line of text.split('\n')) expect(line).toMatch(/^(?:#.*|nearhop_.*|)$/);
  await meters.shutdown();
});

test('Meters refuses names that are not ours', () => {
  expect(() => createMeters('router').gauge('router_revision', '', () => {})).toThrow(RangeError);
});
