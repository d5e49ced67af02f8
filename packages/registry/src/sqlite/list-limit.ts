/** Throws RangeError on a limit that is none. */
export function checkLimit(limit: number): void {
  if (Number.isInteger(limit) && limit >= 1) return;
  throw new RangeError(`Cannot list: limit must be an integer of at least 1: received ${limit}`);
}
