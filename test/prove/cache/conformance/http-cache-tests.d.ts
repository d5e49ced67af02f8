// The package has no types: what of it is used here.

declare module 'http-cache-tests/client/config.mjs' {
  import type { SuiteFetch } from './cache-test-suite.ts';
  export function setFetch(fetch: SuiteFetch): void;
  export function setBaseUrl(url: string): void;
}

declare module 'http-cache-tests/client/test.mjs' {
  import type { CacheTest, SuiteResult } from './cache-test-suite.ts';
  /** Never rejects, unless there is a result of that test already. */
  export function makeCacheTest(test: CacheTest): Promise<void>;
  export const testResults: Record<string, SuiteResult>;
}

declare module 'http-cache-tests/tests/index.mjs' {
  import type { CacheTestSuite } from './cache-test-suite.ts';
  const suites: readonly CacheTestSuite[];
  export default suites;
}

declare module 'http-cache-tests/tests/surrogate-control.mjs' {
  import type { CacheTestSuite } from './cache-test-suite.ts';
  const suite: CacheTestSuite;
  export default suite;
}
