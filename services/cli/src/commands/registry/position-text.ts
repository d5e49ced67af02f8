import type { RecordCounts } from '@nearhop/registry';
import { count } from '../../output/count.ts';

const CHAIN_CHARACTERS = 12;

/** Enough of a chain for people to compare two. */
export function chainText(chain: string): string {
  return `${chain.slice(0, CHAIN_CHARACTERS)}…`;
}

/** `2 customers, 1 node, 700,000 blocks, 1 origin` */
export function countsText({ customer, node, claim, origin }: RecordCounts): string {
  return [count(customer, 'customer'), count(node, 'node'), count(claim, 'block'), count(origin, 'origin')].join(', ');
}

export function recordsIn({ customer, node, claim, origin }: RecordCounts): number {
  return customer + node + claim + origin;
}
