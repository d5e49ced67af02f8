import { setBaseUrl, setFetch } from 'http-cache-tests/client/config.mjs';
import { makeCacheTest, testResults } from 'http-cache-tests/client/test.mjs';
import type { CacheTest, SuiteFetch, SuiteResult } from './cache-test-suite.ts';

/** Most of a test is waiting; but Age counts whole seconds, so that too many at once would make each other late. */
const AT_ONCE = 100;

export type CacheTestRunner = (tests: readonly CacheTest[]) => Promise<ReadonlyMap<string, SuiteResult>>;

/** Runs tests through `fetch`. A test that is run again begins anew. */
export function cacheTestRunner(fetch: SuiteFetch): CacheTestRunner {
  setFetch(fetch);
  setBaseUrl('http://node');
  return async (tests) => {
    const results = new Map<string, SuiteResult>();
    const left = [...tests];
    const work = async (): Promise<void> => {
      for (let test = left.shift(); test !== undefined; test = left.shift()) {
        delete testResults[test.id];
        // The client writes into what it is given.
        await makeCacheTest(structuredClone(test));
        const result = testResults[test.id];
        if (result !== undefined) results.set(test.id, result);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    return results;
  };
}
