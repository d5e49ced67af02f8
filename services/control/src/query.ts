import { MAX_PAGE_SIZE, type PageRequest } from '@nearhop/management';
import { quotedValue } from '@nearhop/ip';
import type { Request } from 'express';
import { Refusal } from './refusal.ts';

/**
 * The query's parameters, each given at most once and all of them known: a misspelt `?dryRun=true` must not write.
 */
export function readQuery<Name extends string>(
  request: Request,
  names: readonly Name[],
): Partial<Record<Name, string>> {
  const { searchParams } = new URL(request.originalUrl, 'http://localhost');
  const values: Partial<Record<Name, string>> = {};
  for (const [name, value] of searchParams) {
    const known = names.find((other) => other === name);
    if (known === undefined) {
      const choice = names.length === 0 ? 'this address takes none' : `write one of ${names.join(', ')}`;
      throw badQuery(`there is no parameter ${quotedValue(name)}: ${choice}`);
    }
    if (values[known] !== undefined) throw badQuery(`"${name}" is given twice: write it once`);
    values[known] = value;
  }
  return values;
}

export function readFlag(name: string, text: string | undefined): boolean {
  if (text === undefined || text === 'false') return false;
  if (text === 'true') return true;
  throw badQuery(`"${name}" must be true or false: received ${quotedValue(text)}`);
}

export function readCount(name: string, text: string | undefined, most: number): number | undefined {
  if (text === undefined) return undefined;
  const count = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
  if (count >= 1 && count <= most) return count;
  throw badQuery(`"${name}" must be 1 to ${most}: received ${quotedValue(text)}`);
}

/** The number of a revision, which must be given. */
export function readRevision(name: string, text: string | undefined): number {
  if (text !== undefined && /^\d{1,15}$/.test(text)) return Number(text);
  throw badQuery(`"${name}" must be the number of a revision: received ${quotedValue(text ?? '')}`);
}

export const PAGE_PARAMETERS = ['after', 'limit'] as const;

export function readPage(query: Partial<Record<(typeof PAGE_PARAMETERS)[number], string>>): PageRequest {
  return { after: query.after, limit: readCount('limit', query.limit, MAX_PAGE_SIZE) };
}

function badQuery(detail: string): Refusal {
  return new Refusal(400, 'bad-query', `Cannot read the query: ${detail}`);
}
