import type { Revision } from '../revision.ts';
import type { View } from '../view.ts';
import type { Seen } from './guard.ts';
import type { Keeper } from './keeper.ts';
import type { Held } from './last-good-reader.ts';

/** The one state that a replica shows, what it has seen, and the order of every change: the view, the disk, the listeners. */
export class Holding<State> {
  readonly #view: View<State>;
  readonly #keeper: Keeper<State>;
  readonly #changed: () => void;
  #held: Held<State> | undefined;
  #seen: Seen = { highestRevision: 0, position: undefined };

  constructor(dependencies: {
    readonly view: View<State>;
    readonly keeper: Keeper<State>;
    readonly changed: () => void;
  }) {
    this.#view = dependencies.view;
    this.#keeper = dependencies.keeper;
    this.#changed = dependencies.changed;
  }

  get held(): Held<State> | undefined {
    return this.#held;
  }

  get seen(): Seen {
    return this.#seen;
  }

  /** Takes what the disk holds. */
  begin(): void {
    const { held, seen } = this.#keeper.load();
    this.#held = held;
    this.#seen = seen;
    if (held !== undefined) this.#changed();
  }

  /** Applies the revision that follows what is held. Rejects with what the view throws, and holds what it held. */
  async apply(revision: Revision): Promise<void> {
    await this.#keeper.quiet();
    if (this.#held === undefined)
      throw new Error(`Cannot apply revision ${revision.position.revision}: no state is held`);
    this.#view.apply(this.#held.state, revision);
    const held = { state: this.#held.state, position: revision.position };
    this.#keeper.applied(revision, held);
    this.#show(held);
  }

  /** Replaces what is held by a state that was loaded aside; the disk has it first, so a restart never begins behind it. */
  async replace(held: Held<State>): Promise<void> {
    await this.#keeper.replaced(held);
    this.#show(held);
  }

  #show(held: Held<State>): void {
    this.#held = held;
    this.#seen = { highestRevision: held.position.revision, position: held.position };
    this.#changed();
  }
}
