export { GoldenTable } from './golden-table.ts';
export type { PrefixTable } from './prefix-table.ts';
export { RadixTree, type RadixTreeOptions } from './radix-tree.ts';
export { matchLength, matchValue, MAX_VALUE, NO_MATCH } from './slot.ts';
export { SnapshotError } from './snapshot-error.ts';
export { TableFullError } from './table-full-error.ts';
