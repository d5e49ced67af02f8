import { MAX_CACHES, REASONS, type RouteAnswer } from '@nearhop/contracts';

const ANSWER_MEMBERS = 7;
const CACHE_MEMBERS = 4;
const NODE_NAME = /^[A-Za-z0-9_-]{1,90}$/;
const KNOWN_REASONS: ReadonlySet<unknown> = new Set(REASONS);

type Read = { readonly answer: RouteAnswer } | { readonly fault: string };

/**
 * Reads the body of an answer as `routeAnswerSchema` has it, at a tenth of its cost: what this takes the schema takes too,
 * and the other way round.
 */
export function readAnswer(body: string): Read {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return { fault: 'it is no JSON' };
  }
  const fault = faultOf(value);
  return fault === undefined ? { answer: value as RouteAnswer } : { fault };
}

function faultOf(value: unknown): string | undefined {
  if (!isObject(value)) return 'it is no object';
  const { client, decision, reason, caches, ttlSeconds, revision, health } = value;
  if (client !== null && typeof client !== 'string') return 'client must be text or null';
  if (decision !== 'node' && decision !== 'cdn') return 'decision must be node or cdn';
  if (!KNOWN_REASONS.has(reason)) return `reason ${JSON.stringify(reason)} is not in the list`;
  if (!isWhole(ttlSeconds, 1)) return 'ttlSeconds must be a whole number from 1';
  if (!isWhole(revision, 0)) return 'revision must be a whole number from 0';
  if (!isWhole(health, 0)) return 'health must be a whole number from 0';
  if (!Array.isArray(caches) || caches.length > MAX_CACHES) return `caches must be a list of at most ${MAX_CACHES}`;
  for (const cache of caches) if (!isCache(cache)) return `caches holds ${JSON.stringify(cache)?.slice(0, 200)}`;
  return Object.keys(value).length === ANSWER_MEMBERS ? undefined : 'it has members beyond those of an answer';
}

function isCache(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { node, address, port, backup } = value;
  return (
    typeof node === 'string' &&
    NODE_NAME.test(node) &&
    typeof address === 'string' &&
    isWhole(port, 1) &&
    port <= 65_535 &&
    typeof backup === 'boolean' &&
    Object.keys(value).length === CACHE_MEMBERS
  );
}

function isWhole(value: unknown, least: number): value is number {
  return Number.isSafeInteger(value) && (value as number) >= least;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
