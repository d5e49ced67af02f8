/** What a node is, as far as an operator of this test ever sets it. */
export interface KeptNode {
  readonly maxEgressMbps: number;
  readonly enabled: boolean;
  readonly claims: ReadonlySet<string>;
}

/** Undefined for a node that is not there. */
export type NodeOrNone = KeptNode | undefined;

export function sameNode(one: NodeOrNone, other: NodeOrNone): boolean {
  if (one === undefined || other === undefined) return one === other;
  return (
    one.maxEgressMbps === other.maxEgressMbps && one.enabled === other.enabled && sameSet(one.claims, other.claims)
  );
}

/** Whether a node may stand so while a change of several commits is on its way from one state to another. */
export function isBetween(found: NodeOrNone, before: NodeOrNone, after: NodeOrNone): boolean {
  if (sameNode(found, before) || sameNode(found, after)) return true;
  if (found === undefined) return false;
  const [from, to] = [before?.claims ?? NONE, after?.claims ?? NONE];
  const kept = [...from].filter((prefix) => to.has(prefix));
  return (
    kept.every((prefix) => found.claims.has(prefix)) &&
    [...found.claims].every((prefix) => from.has(prefix) || to.has(prefix))
  );
}

export function nodeText(node: NodeOrNone): string {
  if (node === undefined) return 'none';
  return `${node.enabled ? 'enabled' : 'disabled'}, ${node.maxEgressMbps} Mbit/s, claims ${[...node.claims].toSorted().slice(0, 40).join(' ')}`;
}

const NONE: ReadonlySet<string> = new Set();

function sameSet(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  return one.size === other.size && [...one].every((item) => other.has(item));
}
