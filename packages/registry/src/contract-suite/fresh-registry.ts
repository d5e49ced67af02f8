import type { Registry } from '../registry.ts';

/** A store that nobody used before, for one test. */
export interface FreshRegistry {
  /** As `NEARHOP_STORE` names it: another process can open it. */
  readonly store: string;
  /** Opened for writing. */
  readonly registry: Registry;
  /** Another connection to the same store, as another process would have it; `dispose` closes it. */
  readonly reopen: (access: 'write' | 'follow') => Promise<Registry>;
  /** Closes what is open and removes the store. */
  readonly dispose: () => Promise<void>;
}

export type OpenFresh = () => Promise<FreshRegistry>;

/** Runs a test's body on a fresh store, and removes it whatever happens. */
export async function withFresh(openFresh: OpenFresh, body: (fresh: FreshRegistry) => Promise<void>): Promise<void> {
  const fresh = await openFresh();
  try {
    await body(fresh);
  } finally {
    await fresh.dispose();
  }
}
