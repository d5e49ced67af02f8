import { describe, expect, test } from 'bun:test';
import { runCheck } from './check.ts';
import { SUBJECTS } from './subjects.ts';

const SHORT_FORM_MS = 60_000; // each takes 20 s at most on a quiet machine

for (const [subject, load] of Object.entries(SUBJECTS)) {
  const checks = await load();
  describe(`prove ${subject}, short form`, () => {
    for (const check of checks.filter(({ atLeast }) => atLeast.short !== undefined)) {
      test(
        check.name,
        async () => {
          const line = await runCheck(check, { form: 'short', seed: 1, progress: () => {} });
          expect(line).toMatchObject({ ok: true });
        },
        SHORT_FORM_MS,
      );
    }
  });
}
