import type { View } from '@nearhop/registry';

/** The smallest view of a registry that holds only customers: each one's id and the revision that wrote it. */
export const keysView: View<Map<string, number>> = {
  async load(pages) {
    const state = new Map<string, number>();
    for await (const page of pages) for (const { id, revision } of page) state.set(id, revision);
    return state;
  },
  apply(state, { writes, position }) {
    for (const { id, value } of writes) {
      if (value === null) state.delete(id);
      else state.set(id, position.revision);
    }
  },
  *encode(state) {
    yield Buffer.from(JSON.stringify([...state]));
  },
  decode(bytes) {
    return new Map(JSON.parse(Buffer.from(bytes).toString()) as [string, number][]);
  },
};
