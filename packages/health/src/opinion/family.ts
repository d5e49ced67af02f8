/** Address families are probed and judged apart. */
export type Family = 4 | 6;

export const FAMILIES: readonly Family[] = [4, 6];
