import { z } from 'zod';

/** What a cache node amounts to right now, in the order in which the first that holds is taken. Only `serving` gets devices. */
export const EFFECTIVE_STATES = [
  'not-configured',
  'disabled',
  'not-activated',
  'down',
  'draining',
  'drained',
  'full',
  'serving',
] as const;

export const effectiveStateSchema = z.enum(EFFECTIVE_STATES);
export type EffectiveState = z.infer<typeof effectiveStateSchema>;
