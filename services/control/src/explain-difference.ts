import { isDeepStrictEqual } from 'node:util';

/**
 * The members of the routers' decisions in which they differ, as `decision.reason`. Their numbers, revision and health, may
 * differ for a moment while a change travels; they are named too, as they are why decisions differ.
 */
export function differingMembers(explanations: readonly unknown[]): string[] {
  const flat = explanations.map((explanation) => membersOf(explanation));
  const names = new Set(flat.flatMap((members) => [...members.keys()]));
  return [...names].filter((name) => !allEqual(flat.map((members) => members.get(name)))).toSorted();
}

function membersOf(explanation: unknown): Map<string, unknown> {
  const members = new Map<string, unknown>();
  const { decision, revision, health } = (explanation ?? {}) as Record<string, unknown>;
  for (const [name, value] of Object.entries(decision ?? {})) members.set(`decision.${name}`, value);
  members.set('revision', revision);
  members.set('health', health);
  return members;
}

function allEqual(values: readonly unknown[]): boolean {
  return values.every((value) => isDeepStrictEqual(value, values[0]));
}
