import type { Prefix } from '@nearhop/ip';
import { MAX_VALUE } from './slot.ts';

/** Throws RangeError unless a table can hold the value. */
export function checkValue(prefix: Prefix, value: number): void {
  if (Number.isInteger(value) && value >= 0 && value <= MAX_VALUE) return;
  throw new RangeError(
    `Cannot insert prefix "${prefix.toString()}": value must be an integer from 0 to ${MAX_VALUE}: received ${value}`,
  );
}
