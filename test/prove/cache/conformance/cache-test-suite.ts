/** What `http-cache-tests` is made of, as far as it is used here. */
export interface CacheTest {
  readonly id: string;
  /** `required` unless it says otherwise; a `check` only asks how a cache does something. */
  readonly kind?: 'required' | 'optimal' | 'check';
  /** Tests without whose success this one tells nothing. */
  readonly depends_on?: readonly string[];
  /** Of caches in browsers alone. */
  readonly browser_only?: boolean;
}

/** True for a test that passed, else what kind of error there was, and its message. */
export type SuiteResult = true | readonly [kind: string, message: string];

/** By the tests' ids. */
export type SuiteResults = ReadonlyMap<string, SuiteResult>;

/** The part of fetch that the client uses. */
export type SuiteFetch = (url: string, init?: SuiteInit) => Promise<SuiteResponse>;

export interface SuiteInit {
  readonly method?: string;
  readonly headers?: readonly (readonly [string, string])[];
  readonly body?: string;
}

export interface SuiteResponse {
  readonly status: number;
  readonly statusText: string;
  readonly headers: Headers;
  text(): Promise<string>;
}
