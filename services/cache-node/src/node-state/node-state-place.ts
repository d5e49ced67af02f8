import type { NodeState } from './node-state.ts';

/** Where the node's state stands: written by what hears from control or reads the origins file, read by everything else. */
export class NodeStatePlace {
  #state: NodeState;
  readonly #listeners = new Set<(state: NodeState) => void>();

  constructor(first: NodeState) {
    this.#state = first;
  }

  get state(): NodeState {
    return this.#state;
  }

  set(state: NodeState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener(state);
  }

  /** Calls back with each new state; returns what ends that. */
  onChange(listener: (state: NodeState) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
