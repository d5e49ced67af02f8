import { expect, test } from 'bun:test';
import { createLog } from './log.ts';

test('createLog writes one JSON object a line, from its level on, and masks secrets', () => {
  const lines: string[] = [];
  const log = createLog('router', { level: 'warn', destination: { write: (line) => lines.push(line) } });
  log.info('not this');
  log.warn({ token: 'hush', a: { password: 'hush' }, port: 80 }, 'this');
  expect(lines).toHaveLength(1);
  expect(lines[0]).not.toContain('hush');
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ level: 'warn', service: 'router', port: 80, msg: 'this' });
});
