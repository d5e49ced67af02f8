import type { Check } from '../check.ts';
import { cacheMannerChecks } from './subject-a.ts';
import { cacheFaultChecks } from './subject-b.ts';

/** The cache node: right to the byte, whatever is asked of it and whatever happens to it. */
export const cacheChecks: readonly Check[] = [...cacheMannerChecks, ...cacheFaultChecks];
