import type { CacheTest, SuiteResults } from './cache-test-suite.ts';

/** What a result says of the cache. */
export type Verdict =
  | 'passed'
  | 'failed'
  /** What it needs did not come about. */
  | 'not-set-up'
  /** A check that it depends on said no: it is about something that this cache does not do. */
  | 'not-applicable'
  | 'not-run';

/** As the suite's own report judges, but for tests whose dependencies failed: these have failed too. */
export function verdicts(tests: readonly CacheTest[], results: SuiteResults): ReadonlyMap<string, Verdict> {
  const byId = new Map(tests.map((test) => [test.id, test]));
  const judged = new Map<string, Verdict>();
  const judge = (id: string): Verdict => {
    const known = judged.get(id);
    if (known !== undefined) return known;
    const verdict = judgeAnew(id);
    judged.set(id, verdict);
    return verdict;
  };
  const judgeAnew = (id: string): Verdict => {
    const result = results.get(id);
    const test = byId.get(id);
    if (result === undefined || test === undefined) return 'not-run';
    for (const needed of test.depends_on ?? []) {
      const verdict = judge(needed);
      if (verdict === 'passed') continue;
      return verdict === 'not-applicable' || byId.get(needed)?.kind === 'check' ? 'not-applicable' : 'failed';
    }
    if (result === true) return 'passed';
    return result[0] === 'Setup' ? 'not-set-up' : 'failed';
  };
  for (const { id } of tests) judge(id);
  return judged;
}
