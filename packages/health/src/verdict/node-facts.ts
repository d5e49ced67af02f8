/** What the registry says of a node, a byte per node by its number; 0 is no node. */
export const HAS_IPV4 = 1;
export const HAS_IPV6 = 2;
/**
 * The record and the operator let it serve (enabled, activated, admin state `auto` or `up`). Only such nodes count where a
 * mass event is looked for: an operator who takes down half of the nodes is no contradiction.
 */
export const IN_SERVICE = 4;

export const HAS_ADDRESS = HAS_IPV4 | HAS_IPV6;
