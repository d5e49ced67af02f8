import { parseDeltaSeconds } from './delta-seconds.ts';
import type { Directive } from './directive-list.ts';
import { trimBlanks } from './header-fields.ts';
import { mayBeOmitted } from './storable-fields.ts';

/** `none`: not given; `all`: without an argument; else the field names, in lower case, that it is about. */
export type FieldScope = 'none' | 'all' | readonly string[];

/** The directives of a response that a shared cache acts upon (RFC 9111 section 5.2.2, RFC 5861). Null: not given. */
export interface ResponseDirectives {
  readonly isPublic: boolean;
  readonly noStore: boolean;
  readonly mustUnderstand: boolean;
  readonly mustRevalidate: boolean;
  readonly proxyRevalidate: boolean;
  readonly noCache: FieldScope;
  readonly privacy: FieldScope;
  readonly maxAgeMs: number | null;
  readonly sMaxAgeMs: number | null;
  readonly staleWhileRevalidateMs: number | null;
  readonly staleIfErrorMs: number | null;
  /** Any of no-cache, must-revalidate, proxy-revalidate, s-maxage (RFC 9111 section 4.2.4). */
  readonly forbidsStale: boolean;
}

/**
 * Reads them with the doubt on the careful side: a number that is none, or two that differ, is 0 (RFC 9111 section 4.2.1);
 * a list of fields that is none, or that has one which decides about
 * reuse, stands for the whole response; a flag with an argument is still the flag.
 */
export function responseDirectives(directives: readonly Directive[]): ResponseDirectives {
  const has = (name: string) => directives.some(([given]) => given === name);
  const noCache = scope(directives, 'no-cache');
  const sMaxAgeMs = duration(directives, 's-maxage');
  const mustRevalidate = has('must-revalidate');
  const proxyRevalidate = has('proxy-revalidate');
  return {
    isPublic: has('public'),
    noStore: has('no-store'),
    mustUnderstand: has('must-understand'),
    mustRevalidate,
    proxyRevalidate,
    noCache,
    privacy: scope(directives, 'private'),
    maxAgeMs: duration(directives, 'max-age'),
    sMaxAgeMs,
    staleWhileRevalidateMs: duration(directives, 'stale-while-revalidate'),
    staleIfErrorMs: duration(directives, 'stale-if-error'),
    forbidsStale: noCache === 'all' || mustRevalidate || proxyRevalidate || sMaxAgeMs !== null,
  };
}

function duration(directives: readonly Directive[], name: string): number | null {
  let found: number | null = null;
  for (const [given, argument] of directives) {
    if (given !== name) continue;
    const value = typeof argument === 'string' ? (parseDeltaSeconds(argument) ?? 0) : 0;
    found = found === null || found === value ? value : 0;
  }
  return found;
}

const FIELD_NAME = /^[!#$%&'*+.^_`|~0-9a-z-]+$/;

function scope(directives: readonly Directive[], name: string): FieldScope {
  const names: string[] = [];
  for (const [given, argument] of directives) {
    if (given !== name) continue;
    if (typeof argument !== 'string') return 'all';
    const fields = argument
      .toLowerCase()
      .split(',')
      .map(trimBlanks)
      .filter((field) => field !== '');
    if (fields.length === 0 || !fields.every((field) => FIELD_NAME.test(field) && mayBeOmitted(field))) return 'all';
    names.push(...fields);
  }
  return names.length === 0 ? 'none' : names;
}
