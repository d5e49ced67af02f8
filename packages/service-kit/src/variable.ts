import type { z } from 'zod';

export const SERVICES = ['router', 'control', 'cache-node', 'cli'] as const;
export type ServiceName = (typeof SERVICES)[number];

/** One environment variable: what it means, who reads it, and how its text becomes a value. */
export interface Variable<Value> {
  readonly description: string;
  readonly services: readonly ServiceName[];
  /** Completes "write …" in errors and the table of the README. */
  readonly allowed: string;
  readonly schema: z.ZodType<unknown, string>;
  /** The text that is read when the variable is unset or empty; null leaves its value undefined. */
  readonly default: string | null;
  /** A secret is never shown, and may also be given as `<NAME>_FILE`, the path of a file that holds it. */
  readonly secret: boolean;
  /** Carries the type of the value; never set. */
  readonly value?: Value;
}

interface Definition<Value> {
  readonly description: string;
  readonly services: readonly ServiceName[];
  readonly allowed: string;
  readonly schema: z.ZodType<Value, string>;
  readonly secret?: boolean;
}

export function variable<Value>(definition: Definition<Value> & { readonly default: string }): Variable<Value> {
  return { secret: false, ...definition };
}

export function optionalVariable<Value>(definition: Definition<Value>): Variable<Value | undefined> {
  return { secret: false, ...definition, default: null };
}
