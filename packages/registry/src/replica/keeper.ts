import type { Revision } from '../revision.ts';
import type { Seen } from './guard.ts';
import type { Held } from './last-good-reader.ts';

/** Where a replica keeps its state for the next start. Nothing here throws or rejects: what goes wrong is an alarm. */
export interface Keeper<State> {
  load(): { readonly held: Held<State> | undefined; readonly seen: Seen };
  /** Resolves when the state may change: a snapshot reads it in slices, all of one revision. */
  quiet(): Promise<void>;
  /** Keeps a revision that was applied to `held`. */
  applied(revision: Revision, held: Held<State>): void;
  /** Keeps a state that follows from nothing kept, before it is shown. */
  replaced(held: Held<State>): Promise<void>;
  stop(): Promise<void>;
}

/** For a replica without a directory: it begins empty each time. */
export function keepNothing<State>(): Keeper<State> {
  return {
    load: () => ({ held: undefined, seen: { highestRevision: 0, position: undefined } }),
    quiet: async () => {},
    applied() {},
    replaced: async () => {},
    stop: async () => {},
  };
}
