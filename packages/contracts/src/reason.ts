import { z } from 'zod';

/** Why a device was answered as it was: the same string in answer, log, header and counter (closed list). */
export const REASONS = [
  'matched',
  'backup',
  'no-table',
  'no-match',
  'in-review',
  'attention-required',
  'node-not-configured',
  'node-not-activated',
  'node-disabled',
  'node-draining',
  'node-down',
  'node-full',
  'special-address',
  'bad-client-address',
] as const;

export const reasonSchema = z.enum(REASONS);
export type Reason = z.infer<typeof reasonSchema>;
