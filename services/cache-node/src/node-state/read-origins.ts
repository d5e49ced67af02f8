import { originSchema, type Origin } from '@nearhop/contracts';
import { z } from 'zod';

/** A list of origins that cannot be used. */
export class OriginsError extends Error {
  readonly code = 'ERR_ORIGINS';
  override readonly name = 'OriginsError';
}

const EXAMPLE = '[{"host": "download.example.com", "scheme": "http", "port": 80}]';
const listSchema = z.array(originSchema).max(10_000);

/** Reads a JSON list of origins. All of it is good or none: throws OriginsError. */
export function readOrigins(text: string, realm: 'production' | 'lab'): readonly Origin[] {
  const result = listSchema.safeParse(parse(text));
  if (!result.success) {
    const [issue] = result.error.issues;
    throw new OriginsError(
      `Cannot read origins at ${issue?.path.join('.') || 'the top'}: ${issue?.message}: write a list such as ${EXAMPLE}`,
    );
  }
  const hosts = new Set<string>();
  for (const origin of result.data) {
    if (hosts.has(origin.host))
      throw new OriginsError(`Cannot read origins: "${origin.host}" stands there twice: write it once`);
    hosts.add(origin.host);
    check(origin, result.data, realm);
  }
  return result.data;
}

function check(origin: Origin, all: readonly Origin[], realm: 'production' | 'lab'): void {
  if (realm !== 'lab' && origin.requestHeaders?.includes('*') === true) {
    throw new OriginsError(
      `Cannot read origin "${origin.host}": requestHeaders may be "*" in lab mode only: write names`,
    );
  }
  if (realm !== 'lab' && /^[0-9.]+$/.test(origin.host)) {
    throw new OriginsError(
      `Cannot read origin "${origin.host}": an IP address is good in lab mode only: write a host name`,
    );
  }
  const { aliasOf } = origin;
  if (aliasOf === undefined) return;
  const target = all.find(({ host }) => host === aliasOf);
  if (target === undefined || target.aliasOf !== undefined || aliasOf.startsWith('*.')) {
    throw new OriginsError(
      `Cannot read origin "${origin.host}": aliasOf must name another origin of the list, no alias and no "*."`,
    );
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new OriginsError(`Cannot read origins: ${(error as Error).message}: write JSON such as ${EXAMPLE}`);
  }
}
