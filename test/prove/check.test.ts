import { expect, test } from 'bun:test';
import { runCheck, type Check } from './check.ts';

const run = { form: 'full', seed: 1, progress: () => {} } as const;
const check: Check = {
  name: 'nothing is wrong',
  limit: '0 wrong',
  atLeast: { full: 100 },
  run: async () => ({ figure: 0, tried: 100, ok: true }),
};

test('runCheck reports figure, limit, chances and time', async () => {
  expect(await runCheck(check, run)).toMatchObject({
    check: 'nothing is wrong',
    figure: 0,
    limit: '0 wrong',
    tried: 100,
    ok: true,
  });
});

test('runCheck fails a zero that had too few chances', async () => {
  const line = await runCheck({ ...check, run: async () => ({ figure: 0, tried: 99, ok: true }) }, run);
  expect(line).toMatchObject({ ok: false, wrong: ['had 99 chances, must have 100'] });
});

test('runCheck fails a check that throws, with its words', async () => {
  const line = await runCheck({ ...check, run: () => Promise.reject(new Error('no such table')) }, run);
  expect(line.ok).toBe(false);
  expect(line.wrong?.[0]).toContain('no such table');
});
